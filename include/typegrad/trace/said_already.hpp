// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Whether the compiler has said by itself why a function cannot be traced: the function puts a traced value into a double, or branches on
// it. Nobody can ask a compiler whether it has found an error in a function's body. But the function can be traced with values that can
// become numbers: if that works, this was the error, and nothing more is to be said.
#pragma once
#pragma GCC system_header

#include <typegrad/graph/build.hpp>
#include <typegrad/trace/with_calls.hpp>

namespace typegrad::inline v0_2::detail {

// Asked only where tracing with ordinary values has failed.
template <class F, class Literal, class... S>
consteval bool said_already() {
    using number = std::conditional_t<std::is_floating_point_v<Literal>, Literal, double>;
    using literal = graph::literal_with_calls<number, true>;
    if constexpr (requires { std::declval<typename state<F>::template rebind<tracer<literal>> const&>()(std::declval<rebind<S, tracer<literal>>&>()...); })
        return graph::is_constant<traced_with_calls<traced<F, literal, S...>, number, true>>;
    else return false;
}

}
