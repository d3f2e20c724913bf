// expect: several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value
// expect: several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value
// expect: several_numbers_print_them_one_by_one_g_0_of_an_array_get_0_of_a_tuple_or_g_value
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad.hpp>
#include <array>
#include <iostream>

constexpr auto product = [](auto x, auto y) { return x * y; };
constexpr auto hessian_of_product = [](auto const& v) { return v[0] * v[1]; };

template <class A>
concept can_be_printed = requires(A const& a) { std::cout << a; };
static_assert(can_be_printed<double> && !can_be_printed<std::array<double, 2>> && !can_be_printed<std::tuple<double, double>>);

#ifdef TYPEGRAD_FAIL
void print() {
    std::cout << typegrad::gradient(product)(2.0, 3.0) << '\n';
    std::cout << typegrad::value_and_gradient(product)(2.0, 3.0) << '\n';
    std::cout << typegrad::hessian(hessian_of_product)(std::array{2.0, 3.0}) << '\n';
}
#else
struct anything {
    template <class A>
    anything(A const&) {}
};
namespace own {
template <class T, std::size_t N>
std::ostream& operator<<(std::ostream& to, std::array<T, N> const& v) {
    for (T const& x : v) to << x << ' ';
    return to;
}
std::ostream& operator<<(std::ostream& to, anything) { return to << "anything"; }
void print() {
    std::cout << typegrad::hessian(hessian_of_product)(std::array{2.0, 3.0}) << std::get<0>(typegrad::gradient(product)(2.0, 3.0)) << '\n';
    std::cout << typegrad::value_and_gradient(product)(2.0, 3.0) << typegrad::gradient(product)(2.0, 3.0) << '\n';
}
}
#endif
