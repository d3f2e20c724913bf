// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The gradient of an expression as a boost::hana::map, and Hana's tuples of expressions:
//
//     auto const map = hana::to_map(gradient(y)(x = 2.0, z = 1.0));
//     map[typegrad::key(x)]                                            // dy/dx
//     jacobian(hana::make_tuple(u, v))(x = 1.0, z = 2.0)[0][x]         // du/dx
//
// Hana's maps take long to compile: what is here is not in typegrad.hpp.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/expr/vector.hpp>

#include <boost/hana/at_key.hpp>
#include <boost/hana/core/to.hpp>
#include <boost/hana/map.hpp>
#include <boost/hana/pair.hpp>
#include <boost/hana/tuple.hpp>
#include <boost/hana/type.hpp>
#include <boost/hana/unpack.hpp>

namespace typegrad::inline v0_2 {

// The key of a variable in a map: its type, boost::hana::type_c<variable<"x">>. (The variable itself cannot be one: x == x is an
// expression.)
template <name Name>
constexpr auto key(variable<Name>) {
    return boost::hana::type_c<variable<Name>>;
}

template <expr::expression... E>
constexpr auto together(boost::hana::tuple<E...> const& all) {
    return boost::hana::unpack(all, [](auto... e) { return together(e...); });
}
template <expr::expression... E, class... Policies>
constexpr auto jacobian(boost::hana::tuple<E...> const& all, Policies... policies) {
    return jacobian(together(all), policies...);
}
template <expr::expression... E, class... Policies>
constexpr auto value_and_jacobian(boost::hana::tuple<E...> const& all, Policies... policies) {
    return value_and_jacobian(together(all), policies...);
}

}

namespace boost::hana {

template <class T, class... V>
struct to_impl<map_tag, typegrad::expr::gradient_by_variable<T, typegrad::expr::variables<V...>>> {
    static constexpr auto apply(typegrad::expr::gradient_by_variable<T, typegrad::expr::variables<V...>> const& gradient) {
        return make_map(make_pair(typegrad::key(V{}), gradient[V{}])...);
    }
};

}

#include <typegrad/macros/restore.hpp>
