// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Each check twice: in a constant expression, and at run time with arguments that the compiler cannot see.
#pragma once

#include <boost/test/unit_test.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <exception>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

namespace verify {

// Some roundings apart: the constexpr mathematics and libm differ in the last place. NaN equals NaN.
template <std::floating_point T>
constexpr bool near(T a, T b, T roundings = 16) {
    if (a == b || (a != a && b != b)) return true;
    constexpr T most = std::numeric_limits<T>::max();
    if (a != a || b != b || a > most || a < -most || b > most || b < -most) return false;
    T const size_a = a < 0 ? -a : a, size_b = b < 0 ? -b : b, difference = a < b ? b - a : a - b;
    return difference <= roundings * std::numeric_limits<T>::epsilon() * (size_a < size_b ? size_b : size_a);
}

// All numbers of a result, and of the expected one, which has the same shape and scalar.
template <class T>
constexpr bool near(T const& actual, T const& expected)
    requires(!std::floating_point<T>)
{
    if constexpr (requires { actual.hessian; }) return near(actual.value, expected.value) && near(actual.gradient, expected.gradient) && near(actual.hessian, expected.hessian);
    else if constexpr (requires { actual.laplacian; }) return near(actual.value, expected.value) && near(actual.gradient, expected.gradient) && near(actual.laplacian, expected.laplacian);
    else if constexpr (requires { actual.divergence; }) return near(actual.value, expected.value) && near(actual.divergence, expected.divergence);
    else if constexpr (requires { actual.tangent; }) return near(actual.value, expected.value) && near(actual.tangent, expected.tangent);
    else if constexpr (requires { actual.gradient; }) return near(actual.value, expected.value) && near(actual.gradient, expected.gradient);
    else if constexpr (requires { actual.jacobian; }) return near(actual.value, expected.value) && near(actual.jacobian, expected.jacobian);
    else if constexpr (requires { actual.element; }) {
        for (std::size_t i = 0; i < std::size(actual.element); ++i)
            if (!near(actual.element[i], expected.element[i])) return false;
        return true;
    } else return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (... && near(std::get<I>(actual), std::get<I>(expected)));
    }(std::make_index_sequence<std::tuple_size_v<T>>{});
}

template <class T>
void print(std::ostream& to, T const& value) {
    if constexpr (std::is_arithmetic_v<T>) to << value << ' ';
    else if constexpr (requires { value.hessian; }) print(to, value.value), print(to, value.gradient), print(to, value.hessian);
    else if constexpr (requires { value.laplacian; }) print(to, value.value), print(to, value.gradient), print(to, value.laplacian);
    else if constexpr (requires { value.divergence; }) print(to, value.value), print(to, value.divergence);
    else if constexpr (requires { value.tangent; }) print(to, value.value), print(to, value.tangent);
    else if constexpr (requires { value.gradient; }) print(to, value.value), print(to, value.gradient);
    else if constexpr (requires { value.jacobian; }) print(to, value.value), print(to, value.jacobian);
    else if constexpr (requires { value.element; }) for (auto const& element : value.element) print(to, element);
    else std::apply([&](auto const&... part) { (print(to, part), ...); }, value);
}
template <class T>
std::string text(T const& value) {
    std::ostringstream to;
    to.precision(17);
    print(to, value);
    return to.str();
}

// The same value, of which the compiler knows nothing.
template <class T>
T hidden(T value) {
    asm volatile("" : "+m"(value));
    return value;
}

// Not part of at_run_time, which is compiled for every call: this is for every type of a result.
template <class T, class Expected>
[[gnu::noinline]] void compare(char const* what, T const& actual, Expected const& expected) {
    BOOST_TEST(near(actual, expected), what << " gives " << text(actual) << "and not " << text(expected));
}

template <class Call, class Expected, class... A>
void at_run_time(char const* what, Call const& call, Expected const& expected, A... arguments) {
    compare(what, call(hidden(arguments)...), expected);
}

// What the exception says that the call throws; nothing if it throws none.
template <class Call>
std::string message_of(Call const& call) {
    try {
        call();
    } catch (std::exception const& e) {
        return e.what();
    }
    return "";
}

}

// VERIFY(call, expected, arguments…): call(arguments…) is `expected`, in its type too. `expected` in parentheses if it
// has commas. Each time that a lambda is written it is another function, whose derivatives are compiled anew: macros write theirs once,
// and hand its text on by VERIFY_AS.
#define VERIFY(call, expected, ...) VERIFY_AS(#call, call, expected, __VA_ARGS__)
#define VERIFY_AS(text, call, expected, ...)                                                                            \
    do {                                                                                                                \
        constexpr auto verified = call;                                                                                 \
        static_assert(std::is_same_v<std::remove_cvref_t<decltype(verified(__VA_ARGS__))>, std::remove_cvref_t<decltype(expected)>>); \
        static_assert(verify::near(verified(__VA_ARGS__), expected));                                                   \
        verify::at_run_time(text, verified, expected, __VA_ARGS__);                                                     \
    } while (false)
