// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

namespace bench {

// What a variable declared for a Value holds: the Value, but for libraries with expression templates, whose adapters in
// bench/peers say otherwise. An expression that is used twice would be evaluated twice, one that is returned would dangle.
template <class Value>
struct kept_as {
    using type = Value;
};

// The primals of formulas name their variables and results by it, where users of those libraries would write the number's type.
// They cannot: in typegrad's own expressions each variable has a type of its own.
template <class Value>
[[gnu::always_inline]] constexpr auto kept(Value const& value) -> typename kept_as<Value>::type {
    return value;
}

}  // namespace bench
