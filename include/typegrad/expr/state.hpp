// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// An expression as the state of a function, with(f, y): its slots are known at run time only, and are the leaves of its shape.
#pragma once
#pragma GCC system_header

#include <typegrad/expr/evaluate.hpp>

namespace typegrad::inline v0_2 {

namespace expr {
    // E with other numbers in its slots, traced values for instance. It can be called as E can.
    template <class E, class T>
    struct with_slots {
        std::array<T, static_cast<std::size_t>(E::slots)> slot{};

        template <class... Bindings>
        TYPEGRAD_INLINE constexpr auto operator()(Bindings const&... bindings) const {
            static_assert(!detail::substitutes<Bindings...>, "typegrad: an expression held by with(f, y) takes values inside of f; substitute before it is held");
            using scalar = typegrad::detail::call_scalar<typename detail::value_type<Bindings>::type..., T>;
            auto input = detail::values_and_slots<scalar, E>(variables_of<E>{}, bindings...);
            for (std::size_t i = 0; i < slot.size(); ++i) input[static_cast<std::size_t>(variables_of<E>::size) + i] = static_cast<scalar>(slot[i]);
            return detail::outputs_of<detail::values_of<E>, E>(input)[0];
        }
    };

    namespace detail {
        // The type of the numbers that an expression holds, where it is one; the common one.
        template <class E>
        constexpr auto scalar_of_slots() {
            if constexpr (E::slots == 0) return 0;  // which counts for nothing beside other numbers
            else return double();
        }
    }
}

template <class E>
    requires(is_operand<E> && expr::expression<E>)
struct shape<E> {
    using scalar = decltype(expr::detail::scalar_of_slots<E>());
    template <class T>
    using rebind = expr::with_slots<E, T>;
    static constexpr int leaves = E::slots;

    template <class Value, class Use>
    TYPEGRAD_INLINE static constexpr void each(Value&& value, Use&& use) {
        if constexpr (std::is_same_v<std::remove_cvref_t<Value>, E>) expr::detail::slot_values::each(value, use);
        else
            for (auto& leaf : value.slot) use(leaf);
    }
};

namespace detail {
    template <class E>
        requires(is_operand<E> && expr::expression<E>)
    inline constexpr bool mixed<E> = E::slots > 0;
}

}
