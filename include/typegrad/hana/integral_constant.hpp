// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Operators with a Boost.Hana integral constant on either side: 5_c * x. Hana declares operators of its own, for anything
// that stands beside one of its constants; these are more specialised.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/expr/expression.hpp>

#include <boost/hana/fwd/integral_constant.hpp>

// Where the parameters of type E are taken by value, the conversion is as good as Hana's forwarding reference, and the
// constant's own type decides.
#define TYPEGRAD_HANA_OPERATOR(symbol)                                                      \
    template <expression E, class T, T Value>                                               \
    constexpr auto operator symbol(E e, hana::integral_constant<T, Value>) {                \
        return e symbol constant_term<Value>{};                                             \
    }                                                                                       \
    template <expression E, class T, T Value>                                               \
    constexpr auto operator symbol(hana::integral_constant<T, Value>, E e) {                \
        return constant_term<Value>{} symbol e;                                             \
    }

namespace typegrad::inline v0_2::expr {

namespace hana = boost::hana;

TYPEGRAD_HANA_OPERATOR(+)
TYPEGRAD_HANA_OPERATOR(-)
TYPEGRAD_HANA_OPERATOR(*)
TYPEGRAD_HANA_OPERATOR(/)
TYPEGRAD_HANA_OPERATOR(<)
TYPEGRAD_HANA_OPERATOR(<=)
TYPEGRAD_HANA_OPERATOR(>)
TYPEGRAD_HANA_OPERATOR(>=)
TYPEGRAD_HANA_OPERATOR(==)
TYPEGRAD_HANA_OPERATOR(!=)

}

#undef TYPEGRAD_HANA_OPERATOR

#include <typegrad/macros/restore.hpp>
