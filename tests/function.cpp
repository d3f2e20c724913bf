// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The front door for functions.
#define BOOST_TEST_MODULE typegrad_function
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "verify.hpp"

using typegrad::derivative, typegrad::gradient, typegrad::hessian, typegrad::jacobian, typegrad::value_and_gradient,
    typegrad::value_and_jacobian, typegrad::wrt;

namespace {

using std::array, std::tuple;

// Of arrays or of numbers. (array{one} of one array would be a copy of it.)
template <class Row, class... Rest>
constexpr array<Row, 1 + sizeof...(Rest)> rows(Row row, Rest... rest) {
    return {row, rest...};
}

constexpr auto cubic = [](auto x) { return 5 * x * x * x + 2 * x * x + 4 * x + 8; };
constexpr auto product = [](auto x, auto y) { return x * y + sin(x); };

}

BOOST_AUTO_TEST_CASE(derivative_of_one_scalar) {
    VERIFY(derivative(cubic), 72.0, 2.0);
    VERIFY(derivative([](auto x) { return sin(x) * exp(-x); }), -0.11079376530669924378, 1.0);
    VERIFY(derivative([](auto x) { return x; }), 1.0, 7.0);
    VERIFY(derivative([](auto x) { return -x; }), -1.0, 7.0);
    VERIFY(derivative([](auto x) { return 1 / x; }), -0.25, 2.0);
}

BOOST_AUTO_TEST_CASE(gradient_has_the_arguments_shape) {
    VERIFY(gradient(cubic), 72.0, 2.0);
    VERIFY(gradient([](auto x, auto y) { return x * x * y; }), (tuple{12.0, 4.0}), 2.0, 3.0);

    constexpr auto sum_of_squares = [](auto const& v) { return v[0] * v[0] + v[1] * v[1] + v[2] * v[2]; };
    VERIFY(gradient(sum_of_squares), (array{2.0, 4.0, 6.0}), array{1.0, 2.0, 3.0});
    // At v = (1, 5), s = 2, m = ((2, 1), (9, 7)): several arguments, several shapes.
    constexpr auto form = [](auto const& v, auto s, auto const& m) { return s * (v[0] * m[0][0] * v[0] + v[0] * m[0][1] * v[1] + v[1] * m[1][1] * v[1]); };
    VERIFY(gradient(form), (tuple{array{18.0, 142.0}, 182.0, rows(array{2.0, 10.0}, array{0.0, 50.0})}), array{1.0, 5.0}, 2.0,
           rows(array{2.0, 1.0}, array{9.0, 7.0}));

    constexpr auto corners = [](auto const& cube) { return cube[0][0][0] * cube[1][1][1]; };
    VERIFY(gradient(corners), rows(rows(array{3.0, 0.0}, array{0.0, 0.0}), rows(array{0.0, 0.0}, array{0.0, 2.0})),
           rows(rows(array{2.0, 1.0}, array{1.0, 1.0}), rows(array{1.0, 1.0}, array{1.0, 3.0})));
}

BOOST_AUTO_TEST_CASE(value_comes_from_the_same_evaluation) {
    auto const [value, slope] = value_and_gradient(cubic)(2.0);
    BOOST_TEST(value == 64.0);
    BOOST_TEST(slope == 72.0);
    constexpr auto both = value_and_gradient(product)(0.0, 3.0);
    static_assert(both.value == 0 && both.gradient == tuple{4.0, 0.0});

    // The value is the value, bit for bit. (Nothing of this may be contracted or reassociated.)
    constexpr auto f = [](auto x, auto y) {
        using std::exp, std::sin, std::sqrt;
        return (x + y) + x * 0.1 / y - sqrt(x * x + y) * sin(x) / 3 + exp(-y) * 1e-3 - (x - (y - x * 7));
    };
    for (double x = 0.1; x < 3; x += 0.37)
        for (double y = 0.1; y < 3; y += 0.41) {
            double const a = verify::hidden(x), b = verify::hidden(y);
            BOOST_TEST(value_and_gradient(f)(a, b).value == f(a, b));
        }

    // Functions of literals of the function's own type are the C library's, and not what folding them gives. (g++ folds some of the user's
    // own calls itself, to the nearest number, and which ones depends on -O.)
    auto const same = [](double a, double b) {
#ifdef __clang__
        return a == b;
#else
        return verify::near(a, b);
#endif
    };
    constexpr auto literals = [](auto x) {
        using T = decltype(x);
        using std::cbrt, std::erfc, std::exp, std::sinh, std::tanh, typegrad::select;
        T const a = T(0.7), b = T(1.3), c = T(-0.45);
        T factor = 1, sum = cbrt(a) + tanh(b) * sinh(c) + erfc(c) * tanh(a);
        for (int i = 0; i < 5; ++i, factor *= exp(T(-0.1))) sum += factor * x;  // the last factor has no use
        return select(cbrt(b) > 1, sum, T(1) / cbrt(c));
    };
    BOOST_TEST(same(value_and_gradient(literals)(verify::hidden(0.0)).value, literals(verify::hidden(0.0))));
    constexpr auto sine_and_cosine = [](auto x) {
        using T = decltype(x);
        using std::cos, std::sin, std::log;
        return sin(T(0.3)) * x + cos(T(0.3)) + log(T(0.7)) * log(T(0.7)) / x;
    };
    BOOST_TEST(same(value_and_gradient(sine_and_cosine)(verify::hidden(0.7)).value, sine_and_cosine(verify::hidden(0.7))));
    constexpr auto rest_of_closure = [](auto x) {
        using T = decltype(x);
        using std::cbrt;
        return derivative([c = cbrt(T(0.7))](auto t) { return c * t; })(x) + 0 * x;
    };
    constexpr auto its_factor = [](auto x) {
        using T = decltype(x);
        using std::cbrt;
        return cbrt(T(0.7)) + 0 * x;
    };
    BOOST_TEST(same(value_and_gradient(rest_of_closure)(verify::hidden(2.0)).value, its_factor(verify::hidden(2.0))));
}

BOOST_AUTO_TEST_CASE(selected_arguments) {
    constexpr auto f = [](auto x, auto y, auto z) { return x * y * y * z; };
    VERIFY(gradient(f, wrt<0>), 18.0, 5.0, 3.0, 2.0);
    VERIFY(gradient(f, wrt<1>), 60.0, 5.0, 3.0, 2.0);
    VERIFY(gradient(f, wrt<0, 2>), (tuple{18.0, 45.0}), 5.0, 3.0, 2.0);
    VERIFY(gradient(f, wrt<0, 1, 2>), (tuple{18.0, 60.0, 45.0}), 5.0, 3.0, 2.0);
    VERIFY(jacobian(f, wrt<1, 2>), (rows(array{60.0, 45.0})), 5.0, 3.0, 2.0);
    VERIFY(hessian(f, wrt<1, 2>), (rows(array{20.0, 30.0}, array{30.0, 0.0})), 5.0, 3.0, 2.0);
    static_assert(value_and_gradient(f, wrt<1>)(5.0, 3.0, 2.0).value == 90);

    constexpr auto g = [](auto s, auto const& v) { return s * v[0] * v[1]; };
    VERIFY(gradient(g, wrt<1>), (array{8.0, 6.0}), 2.0, array{3.0, 4.0});
    VERIFY(gradient(g, wrt<0>), 12.0, 2.0, array{3.0, 4.0});
}

BOOST_AUTO_TEST_CASE(integer_arguments_are_numbers) {
    constexpr auto power = [](auto x, auto n) { return pow(x, n); };
    VERIFY(gradient(power, wrt<0>), 12.0, 2.0, 3);
    VERIFY(gradient(power, wrt<0>), 12.0f, 2.0f, 3);
    VERIFY(derivative(cubic), 72.0, 2);
    constexpr auto half = [](auto x) { return x / 2; };  // of a real number: not an integer division
    VERIFY(derivative(half), 0.5, 3);
    static_assert(value_and_gradient(half)(3).value == 1.5);
    VERIFY(gradient([](auto const& v, auto i) { return v[0] * i + v[1]; }, wrt<0>), (array{4.0, 1.0}), array{1.0, 2.0}, 4);
}

BOOST_AUTO_TEST_CASE(every_floating_point_type) {
    constexpr auto f = [](auto x) { return exp(x) * sin(x) / (1 + x * x); };
    constexpr long double slope = derivative(f)(1.5L);
    static_assert(verify::near(derivative(f)(1.5), static_cast<double>(slope)));
    static_assert(verify::near(derivative(f)(1.5f), static_cast<float>(slope)));
    VERIFY(derivative(f), static_cast<float>(slope), 1.5f);
    VERIFY(derivative(f), static_cast<double>(slope), 1.5);
    VERIFY(derivative(f), slope, 1.5L);
    // Literals are those of the scalar: 0.1 in float times x in float.
    constexpr auto tenth = [](auto x) { return x * 0.1; };
    static_assert(derivative(tenth)(3.0f) == 0.1f && derivative(tenth)(3.0) == 0.1);
    // Two floating-point types: the larger.
    VERIFY(gradient([](auto x, auto y) { return x * y; }), (tuple{3.0, 2.0}), 2.0f, 3.0);
}

namespace {

constexpr auto horner(auto const& coefficient, auto x) {
    auto sum = coefficient.back();
    for (std::size_t i = coefficient.size() - 1; i-- > 0;) sum = sum * x + coefficient[i];
    return sum;
}

template <class T>
struct complex_number {
    T re, im;
    friend constexpr complex_number operator*(complex_number a, complex_number b) { return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re}; }
};

struct function_object {
    template <class T>
    constexpr T operator()(T x) const {
        complex_number<T> z{x, T(1)};
        return (z * z * z).re;  // x³ - 3x
    }
};

}

BOOST_AUTO_TEST_CASE(programs) {
    // Helpers, loops with constant bounds, local arrays, compound assignment.
    VERIFY(gradient([](auto const& c, auto x) { return horner(c, x); }), (tuple{array{1.0, 2.0, 4.0}, 14.0}), array{1.0, 2.0, 3.0}, 2.0);
    VERIFY(derivative(function_object{}), 9.0, 2.0);
    VERIFY(derivative([](auto x) {
               decltype(x) power[5] = {1, x}, sum = 0;
               for (int i = 2; i < 5; ++i) power[i] = power[i - 1] * x;
               for (auto const& p : power) sum += p;
               sum -= 1, sum *= 2, sum /= 4;
               return sum;
           }), 49.0 / 2, 2.0);
    // Algorithms of the standard library.
    VERIFY(gradient([](auto const& v) {
               using scalar = std::remove_cvref_t<decltype(v[0])>;
               return std::accumulate(v.begin(), v.end(), scalar(0)) * std::inner_product(v.begin(), v.end(), v.begin(), scalar(0));
           }), (array{14.0 + 6 * 2, 14.0 + 6 * 4, 14.0 + 6 * 6}), array{1.0, 2.0, 3.0});
    VERIFY(gradient([](auto v) {
               std::transform(v.begin(), v.end(), v.begin(), [](auto x) { return x * x; });
               std::reverse(v.begin(), v.end());
               std::partial_sum(v.begin(), v.end(), v.begin());
               return v[1];  // z² + y²
           }), (array{0.0, 4.0, 6.0}), array{1.0, 2.0, 3.0});
    // Newton's iteration for a root: the derivative is that of the program.
    VERIFY(derivative([](auto x) {
               auto root = x;
               for (int i = 0; i < 8; ++i) root = 0.5 * (root + x / root);
               return root;
           }), 0.25, 4.0);
    // Linear in the size: y = y · y · ½ repeated, 2²⁴ paths through 48 nodes.
    VERIFY(derivative([](auto x) {
               for (int i = 0; i < 24; ++i) x = x * x * 0.5;
               return x;
           }), 16777216.0, 2.0);
}

BOOST_AUTO_TEST_CASE(std_idioms) {
    // The idiom of generic numeric code: std's functions for numbers, argument-dependent look-up for others.
    constexpr auto f = [](auto x, auto y) {
        using std::abs, std::cos, std::exp, std::log, std::max, std::min, std::pow, std::sin, std::sqrt;
        return max(x, y) * sin(x) + min(x, y) + abs(-x) + max(x, x * y) + pow(x, 3) + sqrt(y) + log(exp(cos(y)));
    };
    auto const check = [&](double x, double y, double dx, double dy) {
        auto const [fx, fy] = gradient(f)(x, y);
        BOOST_TEST(fx == dx, boost::test_tools::tolerance(1e-14));
        BOOST_TEST(fy == dy, boost::test_tools::tolerance(1e-14));
    };
    check(1.5, 2.5, 2.5 * std::cos(1.5) + 1 + 1 + 2.5 + 3 * 2.25, std::sin(1.5) + 1.5 + 0.5 / std::sqrt(2.5) - std::sin(2.5));
    check(1.5, 0.5, std::sin(1.5) + 1.5 * std::cos(1.5) + 1 + 1 + 3 * 2.25, 1 + 0.5 / std::sqrt(0.5) - std::sin(0.5));
    VERIFY(gradient([](auto x) { using std::max; return max(x, decltype(x)(0)); }), 1.0, 2.0);
    // Qualified for numbers, unqualified for traced values: both in one function.
    VERIFY(derivative([](auto x) { return x * static_cast<double>(typegrad::math::sqrt(16.0)); }), 4.0, 2.0);
}

BOOST_AUTO_TEST_CASE(constants_and_unused_arguments) {
    VERIFY(derivative([](auto) { return 3.0; }), 0.0, 2.0);
    VERIFY(derivative([](auto) { return 3; }), 0.0, 2.0);
    VERIFY(gradient([](auto x, auto, auto z) { return x + z * z; }), (tuple{1.0, 0.0, 6.0}), 1.0, 2.0, 3.0);
    VERIFY(derivative([](auto x) { return x - x; }), 0.0, 2.0);
    VERIFY(derivative([](auto x) { return decltype(x)(5); }), 0.0, 2.0);
    VERIFY(gradient([](auto, auto y) { return y; }, wrt<0>), 0.0, 1.0, 2.0);
    VERIFY(hessian([](auto x, auto y) { return 2 * x + y; }), (rows(array{0.0, 0.0}, array{0.0, 0.0})), 1.0, 2.0);
    VERIFY(jacobian([](auto x) { return array<decltype(x), 2>{x, 4}; }), (rows(array{1.0}, array{0.0})), 1.0);
    static_assert(value_and_gradient([](auto) { return 3.0; })(2.0).value == 3.0);
}

BOOST_AUTO_TEST_CASE(jacobians_and_hessians) {
    constexpr auto polar = [](auto r, auto phi) { return array{r * cos(phi), r * sin(phi)}; };
    VERIFY(jacobian(polar), (rows(array{1.0, -0.0}, array{0.0, 2.0})), 2.0, 0.0);
    constexpr auto result = value_and_jacobian(polar)(2.0, 0.0);
    static_assert(result.value == array{2.0, 0.0} && result.jacobian == rows(array{1.0, 0.0}, array{0.0, 2.0}));

    // A nested result: one row a leaf, in order.
    VERIFY(jacobian([](auto x, auto y) { return rows(array{x * y, x + y}, array{x, y}); }),
           (rows(array{3.0, 2.0}, array{1.0, 1.0}, array{1.0, 0.0}, array{0.0, 1.0})), 2.0, 3.0);
    VERIFY(jacobian([](auto const& m, auto s) { return array{m[0][0] * m[1][1] * s, m[0][1] * m[1][0]}; }),
           (rows(array{20.0, 0.0, 0.0, 5.0, 4.0}, array{0.0, 3.0, 2.0, 0.0, 0.0})), rows(array{1.0, 2.0}, array{3.0, 4.0}), 5.0);

    constexpr auto rosenbrock = [](auto const& v) { return (1 - v[0]) * (1 - v[0]) + 100 * (v[1] - v[0] * v[0]) * (v[1] - v[0] * v[0]); };
    VERIFY(hessian(rosenbrock), (rows(array{802.0, -400.0}, array{-400.0, 200.0})), array{1.0, 1.0});
    VERIFY(jacobian(gradient(rosenbrock)), (rows(array{802.0, -400.0}, array{-400.0, 200.0})), array{1.0, 1.0});
    VERIFY(hessian(cubic), rows(array{64.0}), 2.0);
    VERIFY(hessian([](auto x, auto y) { return x / y; }), (rows(array{0.0, -0.25}, array{-0.25, 0.25})), 1.0, 2.0);
}

BOOST_AUTO_TEST_CASE(nested_derivatives) {
    constexpr auto sixth = [](auto x) { return pow(x, 6); };
    VERIFY(derivative(derivative(sixth)), 480.0, 2.0);
    VERIFY(derivative(derivative(derivative(sixth))), 960.0, 2.0);
    VERIFY(derivative(derivative(derivative(derivative(sixth)))), 1440.0, 2.0);
    constexpr auto sine = [](auto x) { return sin(x); };
    VERIFY(derivative(derivative(derivative(derivative(sine)))), 0.84147098480789650665, 1.0);

    // Inside a function, with what else it computes.
    constexpr auto newton_step = [](auto x) { return x - cubic(x) / derivative(cubic)(x); };
    VERIFY(derivative(newton_step), 64.0 * 64 / (72 * 72), 2.0);
    // The derivative of the product with d/dx sin, in vector form.
    constexpr auto field = [](auto x, auto y) {
        auto const [dx, dy] = gradient(product)(x, y);
        return array{dx * y, dy * x};
    };
    VERIFY(jacobian(field), (rows(array{0.0, 2.0 * 3 + 1}, array{0.0, 0.0})), 0.0, 3.0);
    constexpr auto mean_curvature = [](auto x, auto y) {
        auto const h = jacobian([](auto a, auto b) {
            auto const [da, db] = gradient([](auto p, auto q) { return p * p * q + q * q * q; })(a, b);
            return array{da, db};
        })(x, y);
        return h[0][0] + h[1][1];  // 2y + 6y
    };
    VERIFY(gradient(mean_curvature), (tuple{0.0, 8.0}), 2.0, 3.0);
    // With its value.
    VERIFY(derivative([](auto x) {
               auto const [value, slope] = value_and_gradient(cubic)(x);
               return value * slope;
           }), 72.0 * 72 + 64.0 * 64, 2.0);
    // At a literal point, and at a constant.
    VERIFY(derivative([](auto x) { return x * derivative(cubic)(decltype(x)(2)); }), 72.0, 5.0);
    VERIFY(derivative([](auto x) { return x * derivative(cubic)(2.0); }), 72.0, 5.0);
    // Of a function that does not depend on its argument.
    VERIFY(derivative([](auto x) { return x + derivative([](auto) { return 7.0; })(x); }), 1.0, 5.0);
}

BOOST_AUTO_TEST_CASE(perturbations_are_not_confused) {
    // d/dx [x · d/dy (x + y)] = 1, where 2 is the classical wrong answer.
    VERIFY(derivative([](auto x) { return x * derivative([x](auto y) { return x + y; })(1.0); }), 1.0, 3.0);
    VERIFY(derivative([](auto x) { return x * derivative([x](auto y) { return x + y; })(x); }), 1.0, 3.0);
    // d/dx [x · d/dy (x · y)] = 2x, at y = x as well: the captured x is a constant of the inner derivative.
    VERIFY(derivative([](auto x) { return x * derivative([x](auto y) { return x * y; })(x); }), 6.0, 3.0);
    VERIFY(derivative([](auto x) { return x * derivative([x](auto y) { return x * y; })(2 * x); }), 6.0, 3.0);
    // An inner gradient, of one captured and two own arguments: d/dx (y-part at (x, x) of x·y·z, which is x·z) = 2x.
    VERIFY(derivative([](auto x) { return std::get<0>(gradient([x](auto y, auto z) { return x * y * z; })(x, x)); }), 6.0, 3.0);
    // Three levels: f(x) = d/dy [ y · d/dz (x·y·z²) at z = y ] at y = x is 6·x·x², f' = 18x².
    VERIFY(derivative([](auto x) {
               return derivative([x](auto y) { return y * derivative([x, y](auto z) { return x * y * z * z; })(y); })(x);
           }), 18.0 * 9, 3.0);
    // Captured by reference.
    VERIFY(derivative([](auto x) {
               auto const square = x * x;
               return derivative([&](auto y) { return square * y * y; })(x);
           }), 6.0 * 9, 3.0);
}

BOOST_AUTO_TEST_CASE(what_was_wrong_elsewhere) {
    VERIFY(gradient([](auto x, auto y) { return x / y; }), (tuple{0.5, -0.25}), 1.0, 2.0);
    VERIFY(derivative([](auto x) { return pow(2, x); }), 5.5451774444795624753, 3.0);
    VERIFY(derivative([](auto x) { return pow(2.0, x); }), 5.5451774444795624753, 3.0);
    // C++ makes (1/2) the integer 0 before any library sees it; x * 1/2 is half of x.
    VERIFY(derivative([](auto x) { return (1 / 2) * x; }), 0.0, 3.0);
    VERIFY(derivative([](auto x) { return x * 1 / 2; }), 0.5, 3.0);
    VERIFY(derivative([](auto x) { return 1 / (2 / x); }), 0.5, 3.0);

    // No rewriting beyond what is exact everywhere.
    constexpr auto there_and_back = [](auto x) { return asin(sin(x)); };
    static_assert(verify::near(value_and_gradient(there_and_back)(3.0).value, 0.14159265358979323846));
    VERIFY(derivative(there_and_back), -1.0, 3.0);
    constexpr auto root_of_square = [](auto x) { return pow(pow(x, 2), 0.5); };
    static_assert(value_and_gradient(root_of_square)(-3.0).value == 3.0);
    VERIFY(derivative(root_of_square), -1.0, -3.0);

    constexpr auto square = [](auto x) { return pow(x, 2); };
    VERIFY(derivative(square), 0.0, 0.0);
    VERIFY(derivative(derivative(square)), 2.0, 0.0);
    VERIFY(derivative(derivative(derivative(square))), 0.0, 0.0);
    VERIFY(derivative([](auto x) { return pow(x, 1); }), 1.0, 0.0);
    VERIFY(derivative([](auto x) { return pow(x, 2.0); }), 0.0, 0.0);
    VERIFY(derivative(derivative([](auto x) { return pow(x, 2.0); })), 2.0, 0.0);
    VERIFY(derivative([](auto x) { return sqrt(x); }), std::numeric_limits<double>::infinity(), 0.0);
    VERIFY(derivative([](auto x) { return pow(x, 1.875); }), 0.0, 0.0);
    static_assert(value_and_gradient([](auto x) { return pow(x, 0); })(0.0).value == 1);
    VERIFY(derivative([](auto x) { return pow(x, 0); }), 0.0, 0.0);
    VERIFY(gradient([](auto x, auto y) { return pow(x, y); }), (tuple{0.0, 0.0}), 0.0, 0.0);

    // Literals that no longer fit when they are multiplied with each other before the rest.
    VERIFY(derivative([](auto x) { return (1e200 * x) * (1e200 * x); }), 2e200, 1e-200);
    VERIFY(derivative([](auto x) { return 1e300 * (1e-200 * (1e-200 * x)); }), 1e-100, 1.0);
    VERIFY(derivative([](auto x) { return (1e-200 * x) * (1e-200 * x) * 1e300; }), 2e-100, 1.0);

    // Function templates that return by value and take by value: no expression dangles.
    constexpr auto by_value = [](auto x) {
        auto const square_of = [](auto t) { return t * t; };
        auto const y = square_of(x + 1);
        return square_of(y);
    };
    VERIFY(derivative(by_value), 4.0 * 27, 2.0);

    // x² (x + 1)
    constexpr auto counted = [](auto x) {
        auto const before = x++;
        ++x;
        --x;
        auto const after = x--;
        return before * after * x;
    };
    VERIFY(derivative(counted), 16.0, 2.0);
}
