// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// std::complex of traced values and of the tape's variables: two numbers, with the functions of <complex> written in them. Those of the
// standard library itself branch, and are no constant expressions. Whoever uses them has included <complex>; this header has not, which
// is large. (typegrad/complex.hpp is something else: complex numbers as the values that a function is evaluated with.)
//
// The functions are in namespace std by using-declarations, for the reasons that op/std.hpp gives. The inverse circular and hyperbolic
// functions are missing.
#pragma once
#pragma GCC system_header

#include <typegrad/op/table.hpp>

#ifdef _LIBCPP_BEGIN_NAMESPACE_STD
_LIBCPP_BEGIN_NAMESPACE_STD
template <class>
class complex;
_LIBCPP_END_NAMESPACE_STD
#else
namespace std {
template <class>
class complex;
}
#endif

namespace typegrad::inline v0_2::complex_of_operands {

template <class T>
concept real = op::is_operand<T> && !std::is_empty_v<T> && requires(T a) { T(0), a = a * a; };
template <class N>
concept number = std::is_arithmetic_v<N>;

template <real T>
constexpr std::complex<T> operator*(std::complex<T> const& u, std::complex<T> const& v) {
    return {T(u.real() * v.real() - u.imag() * v.imag()), T(u.real() * v.imag() + u.imag() * v.real())};
}
// By the quotient of the smaller part of v and the larger one, whose squares may overflow.
template <real T>
constexpr std::complex<T> operator/(std::complex<T> const& u, std::complex<T> const& v) {
    T const a = u.real(), b = u.imag(), c = v.real(), d = v.imag();
    auto const imaginary = abs(c) < abs(d);
    T const ratio = select(imaginary, c / d, d / c), scale = select(imaginary, c * ratio + d, d * ratio + c);
    return {T(select(imaginary, a * ratio + b, b * ratio + a) / scale), T(select(imaginary, b * ratio - a, b - a * ratio) / scale)};
}
template <real T>
constexpr std::complex<T> operator/(T const& u, std::complex<T> const& v) {
    return std::complex<T>(u) / v;
}

// With plain numbers, real or complex, on one side.
#define TYPEGRAD_COMPLEX_OPERATOR(symbol)                                                          \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(std::complex<T> const& u, N v) {                     \
        return u symbol std::complex<T>(T(v));                                                     \
    }                                                                                              \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(N u, std::complex<T> const& v) {                     \
        return std::complex<T>(T(u)) symbol v;                                                     \
    }                                                                                              \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(std::complex<T> const& u, std::complex<N> const& v) { \
        return u symbol std::complex<T>(T(v.real()), T(v.imag()));                                 \
    }                                                                                              \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(std::complex<N> const& u, std::complex<T> const& v) { \
        return std::complex<T>(T(u.real()), T(u.imag())) symbol v;                                 \
    }                                                                                              \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(std::complex<N> const& u, T const& v) {              \
        return std::complex<T>(T(u.real()), T(u.imag())) symbol std::complex<T>(v);                \
    }                                                                                              \
    template <real T, number N>                                                                    \
    constexpr std::complex<T> operator symbol(T const& u, std::complex<N> const& v) {              \
        return std::complex<T>(u) symbol std::complex<T>(T(v.real()), T(v.imag()));                \
    }
TYPEGRAD_COMPLEX_OPERATOR(+)
TYPEGRAD_COMPLEX_OPERATOR(-)
TYPEGRAD_COMPLEX_OPERATOR(*)
TYPEGRAD_COMPLEX_OPERATOR(/)
#undef TYPEGRAD_COMPLEX_OPERATOR

template <real T>
constexpr T abs(std::complex<T> const& z) {
    return hypot(z.real(), z.imag());
}
template <real T>
constexpr T arg(std::complex<T> const& z) {
    return atan2(z.imag(), z.real());
}
template <real T>
constexpr T norm(std::complex<T> const& z) {
    return z.real() * z.real() + z.imag() * z.imag();
}
template <real T>
constexpr std::complex<T> polar(T const& radius, T const& angle) {
    return {T(radius * cos(angle)), T(radius * sin(angle))};
}
template <real T, number N>
constexpr std::complex<T> polar(T const& radius, N angle) {
    return polar(radius, T(angle));
}
template <real T, number N>
constexpr std::complex<T> polar(N radius, T const& angle) {
    return polar(T(radius), angle);
}
template <real T>
constexpr std::complex<T> polar(T const& radius) {
    return std::complex<T>(radius);
}

template <real T>
constexpr std::complex<T> exp(std::complex<T> const& z) {
    return polar(exp(z.real()), z.imag());
}
// Next to |z| = 1 the logarithm of the absolute value would be a difference.
template <real T>
constexpr std::complex<T> log(std::complex<T> const& z) {
    T const x = z.real(), y = z.imag(), r = hypot(x, y);
    T const near = 0.5 * log1p(select(x * x < y * y, (y - 1) * (y + 1) + x * x, (x - 1) * (x + 1) + y * y));
    return {T(select(r > 0.5 && r < 2, near, log(r))), T(atan2(y, x))};
}
template <real T>
constexpr std::complex<T> log10(std::complex<T> const& z) {
    auto const natural = log(z);
    T const ten = log(T(10));
    return {T(natural.real() / ten), T(natural.imag() / ten)};
}
// Both parts from the larger one, which is no difference. The cut is along the negative real axis; the sign of a zero says on which side.
// The root is smooth where x is 0, so |x| is x or -x here: abs has a kink. At z = 0 the part that
// atan2 stands for is 0, and its derivatives are NaN.
template <real T>
constexpr std::complex<T> sqrt(std::complex<T> const& z) {
    T const x = z.real(), y = z.imag(), larger = sqrt(0.5 * hypot(x, y) + 0.5 * select(x >= 0, x, -x)), side = copysign(T(1), y);
    T const smaller = select(larger != 0, y / (2 * larger), atan2(y, x * x));
    return {T(select(x >= 0, larger, smaller * side)), T(select(x >= 0, smaller, larger * side))};
}

// zⁿ by repeated multiplication for an integer n, also if it is a double; else exp(w log z). At z = 0 that is 0, and its derivatives are
// NaN, since the exponent decides which of them are 0.
template <real T>
constexpr std::complex<T> pow(std::complex<T> const& z, int n) {
    bool const inverse = n < 0;
    auto k = static_cast<unsigned long long>(inverse ? -static_cast<long long>(n) : static_cast<long long>(n));
    std::complex<T> factor = z, product(T(1));
    for (bool first = true; k != 0; k >>= 1) {
        if (k & 1) product = first ? factor : product * factor, first = false;
        if (k > 1) factor = factor * factor;
    }
    return inverse ? T(1) / product : product;
}
template <real T>
constexpr std::complex<T> pow(std::complex<T> const& z, std::complex<T> const& w) {
    auto const power = exp(w * log(z));
    auto const somewhere = z.real() != 0 || z.imag() != 0;
    auto const at_zero = atan2(z.imag() * z.imag(), z.real() * z.real());
    return {T(select(somewhere, power.real(), at_zero)), T(select(somewhere, power.imag(), at_zero))};
}
template <real T>
constexpr std::complex<T> pow(std::complex<T> const& z, T const& w) {
    return pow(z, std::complex<T>(w));
}
template <real T>
constexpr std::complex<T> pow(T const& z, std::complex<T> const& w) {
    return pow(std::complex<T>(z), w);
}
template <real T, number N>
constexpr std::complex<T> pow(std::complex<T> const& z, N w) {
    if (w >= -1024 && w <= 1024 && w == static_cast<N>(static_cast<int>(w))) return pow(z, static_cast<int>(w));
    return pow(z, std::complex<T>(T(w)));
}
template <real T, number N>
constexpr std::complex<T> pow(N z, std::complex<T> const& w) {
    return pow(std::complex<T>(T(z)), w);
}
template <real T, number N>
constexpr std::complex<T> pow(std::complex<T> const& z, std::complex<N> const& w) {
    return pow(z, std::complex<T>(T(w.real()), T(w.imag())));
}
template <real T, number N>
constexpr std::complex<T> pow(std::complex<N> const& z, std::complex<T> const& w) {
    return pow(std::complex<T>(T(z.real()), T(z.imag())), w);
}

template <real T>
constexpr std::complex<T> sinh(std::complex<T> const& z) {
    return {T(sinh(z.real()) * cos(z.imag())), T(cosh(z.real()) * sin(z.imag()))};
}
template <real T>
constexpr std::complex<T> cosh(std::complex<T> const& z) {
    return {T(cosh(z.real()) * cos(z.imag())), T(sinh(z.real()) * sin(z.imag()))};
}
// From |x| = 20 on what the quotient is to all digits, before its parts overflow.
template <real T>
constexpr std::complex<T> tanh(std::complex<T> const& z) {
    T const x = z.real(), y = z.imag(), s = sinh(x), c = cos(y), scale = s * s + c * c;
    auto const far = abs(x) > 20;
    return {T(select(far, copysign(T(1), x), s * cosh(x) / scale)), T(select(far, 4 * sin(y) * c * exp(-2 * abs(x)), sin(y) * c / scale))};
}
// sin z = -i sinh iz, and so on.
template <real T>
constexpr std::complex<T> sin(std::complex<T> const& z) {
    return {T(sin(z.real()) * cosh(z.imag())), T(cos(z.real()) * sinh(z.imag()))};
}
template <real T>
constexpr std::complex<T> cos(std::complex<T> const& z) {
    return {T(cos(z.real()) * cosh(z.imag())), T(-(sin(z.real()) * sinh(z.imag())))};
}
template <real T>
constexpr std::complex<T> tan(std::complex<T> const& z) {
    auto const turned = tanh(std::complex<T>(T(-z.imag()), z.real()));
    return {turned.imag(), T(-turned.real())};
}

}

namespace std {
using typegrad::complex_of_operands::operator+, typegrad::complex_of_operands::operator-, typegrad::complex_of_operands::operator*, typegrad::complex_of_operands::operator/;
using typegrad::complex_of_operands::abs, typegrad::complex_of_operands::arg, typegrad::complex_of_operands::norm, typegrad::complex_of_operands::polar;
using typegrad::complex_of_operands::exp, typegrad::complex_of_operands::log, typegrad::complex_of_operands::log10, typegrad::complex_of_operands::pow, typegrad::complex_of_operands::sqrt;
using typegrad::complex_of_operands::cos, typegrad::complex_of_operands::cosh, typegrad::complex_of_operands::sin, typegrad::complex_of_operands::sinh, typegrad::complex_of_operands::tan, typegrad::complex_of_operands::tanh;
}

// Where look-up by an argument of the tape or of the tracer alone begins: polar(r, phi).
namespace typegrad::inline v0_2::op::standard {
using complex_of_operands::polar;
}
