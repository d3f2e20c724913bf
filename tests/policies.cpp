// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Every policy reaches every transform on every door: by function and by expression, on the tape, and where a function that is differentiated
// calls the transform. A transform that takes no policy says so (errors/).
//
// The program asks for all policies at once: at this point each of them changes derivatives of its own, so a lost one shows.
#define BOOST_TEST_MODULE policies
#include <boost/test/unit_test.hpp>

#include <typegrad.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/series.hpp>
#include <typegrad/tape.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>

#include "verify.hpp"

namespace {

using typegrad::along, typegrad::derivative, typegrad::directional, typegrad::divergence, typegrad::fast, typegrad::gradient, typegrad::hessian,
    typegrad::hvp, typegrad::jacobian, typegrad::jvp, typegrad::laplacian, typegrad::operations, typegrad::sparse_hessian, typegrad::sparse_jacobian,
    typegrad::taylor, typegrad::value_and_divergence, typegrad::value_and_gradient, typegrad::value_and_jacobian,
    typegrad::value_and_sparse_jacobian, typegrad::value_gradient_and_hessian, typegrad::value_gradient_and_laplacian,
    typegrad::value_gradient_and_sparse_hessian, typegrad::vjp, typegrad::wrt;
namespace tape = typegrad::tape;

// At x = 0 kinks::right chooses the derivatives of |x|, at z = 0 kinks::finite those of the root, and at y = 20 the cheaper formula for the slope of
// tanh gives 0, where the exact one gives 1.7 after the factor. wrt leaves w out.
constexpr double factor = 1e17;
constexpr auto outputs = [](auto x, auto y, auto z, auto w) { return std::tuple{abs(x) * (1 + x + y) + w * x, factor * tanh(y) + w * w, sqrt(z) * (1 - x)}; };
constexpr auto output = [](auto x, auto y, auto z, auto w) { return std::apply([](auto a, auto b, auto c) { return a + (b + c); }, outputs(x, y, z, w)); };
#define POLICIES typegrad::kinks::right, typegrad::kinks::finite, fast

// Of these the policy fast has fewer operations.
constexpr auto polynomial = [](auto x, auto y) { return 3 * x * x * y + 2 * x * y * y - x * y + 7 * y + 5 * x * x * x + x / (x + y) + y * y / (x + y); };
constexpr auto polynomials = [](auto x, auto y) { return std::array{polynomial(x, y), 4 * x * x * x + 3 * x * x + 2 * x + y / (1 + x * x) + x / (1 + x * x)}; };

constexpr auto mixed(auto f, auto, auto... policies) {
    return typegrad::mixed_derivative<0, 1>(f, policies...);
}

// Every transform: its name, the two functions, what follows the point, and all numbers that it gives with all policies, of which `high` and w are those
// that w has a part in.
#define VALUE high + w * w
#define VALUES 0, VALUE, 0
#define SLOPE 21 + w
#define GRADIENT SLOPE, 0, 0
#define JACOBIAN GRADIENT, 0, 0, 0, 0, 0, 0
#define HESSIAN 2, 1, 0, 1, 0, 0, 0, 0, 0
#define FOR_ALL_TRANSFORMS_OF_THE_TAPE(test)                                                \
    test(gradient, output, polynomial, NOTHING, GRADIENT)                                   \
    test(value_and_gradient, output, polynomial, NOTHING, VALUE, GRADIENT)                  \
    test(jacobian, outputs, polynomials, NOTHING, JACOBIAN)                                 \
    test(value_and_jacobian, outputs, polynomials, NOTHING, VALUES, JACOBIAN)               \
    test(hessian, output, polynomial, NOTHING, HESSIAN)                                     \
    test(value_gradient_and_hessian, output, polynomial, NOTHING, VALUE, GRADIENT, HESSIAN) \
    test(jvp, output, polynomial, TANGENTS, VALUE, SLOPE)                                   \
    test(hvp, output, polynomial, TANGENTS, VALUE, GRADIENT, 3, 1, 0)                       \
    test(vjp, output, polynomial, COTANGENT, VALUE, GRADIENT)                               \
    test(sparse_jacobian, outputs, polynomials, NOTHING, JACOBIAN)                          \
    test(sparse_hessian, output, polynomial, NOTHING, HESSIAN)
#define FOR_ALL_TRANSFORMS_OF_EXPRESSIONS(test)                                                    \
    FOR_ALL_TRANSFORMS_OF_THE_TAPE(test)                                                           \
    test(value_and_sparse_jacobian, outputs, polynomials, NOTHING, VALUES, JACOBIAN)               \
    test(value_gradient_and_sparse_hessian, output, polynomial, NOTHING, VALUE, GRADIENT, HESSIAN) \
    test(value_gradient_and_laplacian, output, polynomial, NOTHING, VALUE, GRADIENT, 2)            \
    test(taylor<2>, output, polynomial, TANGENTS, VALUE, SLOPE, 2)
#define FOR_ALL_TRANSFORMS(test)                                             \
    FOR_ALL_TRANSFORMS_OF_EXPRESSIONS(test)                                  \
    test(directional, output, polynomial, TANGENTS, SLOPE)                   \
    test(laplacian, output, polynomial, NOTHING, 2)                          \
    test(divergence, outputs, polynomials, NOTHING, SLOPE)                   \
    test(value_and_divergence, outputs, polynomials, NOTHING, VALUES, SLOPE) \
    test(mixed, output, polynomial, NOTHING, 1)
#define NOTHING

template <class... T>
constexpr auto numbers_expected(T... all) {
    return std::array{static_cast<double>(all)...};
}

// All numbers of a result, in order.
template <class T, class Result, class Use>
constexpr void each_number(Result const& result, Use const& use) {
    auto const parts = [&](auto const&... part) { (each_number<T>(part, use), ...); };
    if constexpr (std::is_convertible_v<Result const&, T>) use(T(result));
    else if constexpr (requires { result.product; }) parts(result.value, result.gradient, result.product);
    else if constexpr (requires { result.hessian; }) parts(result.value, result.gradient, result.hessian);
    else if constexpr (requires { result.laplacian; }) parts(result.value, result.gradient, result.laplacian);
    else if constexpr (requires { result.divergence; }) parts(result.value, result.divergence);
    else if constexpr (requires { result.tangent; }) parts(result.value, result.tangent);
    else if constexpr (requires { result.gradient; }) parts(result.value, result.gradient);
    else if constexpr (requires { result.jacobian; }) parts(result.value, result.jacobian);
    else if constexpr (requires { result.dense(); }) parts(result.dense());
    else if constexpr (requires { result.partial; }) parts(result.partial);
    else if constexpr (requires { result.entries; }) parts(result.entries);
    else if constexpr (requires { result.begin(); }) for (auto const& part : result) parts(part);
    else std::apply(parts, result);
}
template <std::size_t N, class T = double, class Result>
constexpr auto numbers(Result const& result) {
    std::array<T, N> all{};
    std::size_t count = 0;
    each_number<T>(result, [&](T const& number) { count < N ? void(all[count] = number) : void(), ++count; });
    if (count != N) throw count;
    return all;
}

template <class Expected, class Result>
void has_all(char const* transform, Result const& result, Expected const& expected) {
    verify::compare(transform, numbers<std::tuple_size_v<Expected>>(result), expected);
}

// All transforms in one function, which others differentiate: in w, where the policies of the transforms are not those of the whole.
#define TANGENTS , T(1), T(1), T(1)
#define COTANGENT , T(1)
#define LIST(name, function, polynomial, more, ...) __VA_ARGS__,
#define APPEND(name, function, polynomial, more, ...) \
    each_number<T>(name(function, wrt<0, 1, 2>, POLICIES)(x, y, z, w more), [&](T const& number) { *next++ = number; });
constexpr auto expected_of_all(double high, double w) {
    return numbers_expected(FOR_ALL_TRANSFORMS(LIST) 0);
}
constexpr auto all_transforms = [](auto x, auto y, auto z, auto w) {
    using T = decltype(x);
    std::array<T, expected_of_all(0, 0).size()> all{};
    T* next = all.data();
    FOR_ALL_TRANSFORMS(APPEND)
    return all;
};

}

BOOST_AUTO_TEST_CASE(by_function) {
    using T = double;
    constexpr double high = factor, w = 3;
#define TEST(name, function, polynomial, more, ...)                                                                                                           \
    {                                                                                                                                                         \
        constexpr auto transform = name(function, wrt<0, 1, 2>, POLICIES);                                                                                    \
        constexpr auto expected = numbers_expected(__VA_ARGS__);                                                                                              \
        static_assert(verify::near(numbers<expected.size()>(transform(0.0, 20.0, 0.0, w more)), expected));                                                   \
        has_all(#name, transform(verify::hidden(0.0), verify::hidden(20.0), verify::hidden(0.0), verify::hidden(w) more), expected);                          \
        static_assert(operations<double, double>(name(polynomial, wrt<0, 1>, fast)).weight < operations<double, double>(name(polynomial, wrt<0, 1>)).weight); \
    }
    FOR_ALL_TRANSFORMS(TEST)
#undef TEST
}

BOOST_AUTO_TEST_CASE(in_another_function) {
    constexpr double w = 3;
    constexpr auto expected = expected_of_all(factor, w);
    auto slopes = expected_of_all(0, w + 1);
    auto const less = expected_of_all(0, w - 1);
    for (std::size_t i = 0; i < slopes.size(); ++i) slopes[i] = (slopes[i] - less[i]) / 2;
    auto const both = value_and_jacobian(all_transforms, wrt<3>)(verify::hidden(0.0), 20.0, 0.0, w);
    has_all("in a function", both.value, expected);
    has_all("in a function that is differentiated", both.jacobian, slopes);
}

BOOST_AUTO_TEST_CASE(on_the_tape) {
    using T = double;
    constexpr double high = factor, w = 3;
#define TEST(name, function, polynomial, more, ...) \
    has_all("tape::" #name, tape::name(function, wrt<0, 1, 2>, POLICIES)(0.0, 20.0, 0.0, w more), numbers_expected(__VA_ARGS__));
    FOR_ALL_TRANSFORMS_OF_THE_TAPE(TEST)
#undef TEST
    has_all("tape::derivative", std::array{tape::derivative([](auto x) { return output(x, 20.0, 0.0, 3.0); }, POLICIES)(0.0)}, numbers_expected(SLOPE));
}

namespace {

constexpr typegrad::variable<"x"> x;
constexpr typegrad::variable<"y"> y;
constexpr typegrad::variable<"z"> z;
constexpr typegrad::variable<"w"> w;

template <class E>
constexpr auto all_of(E e) {
    return std::tuple<E>(e);
}
template <class... E>
constexpr auto all_of(std::tuple<E...> const& e) {
    return e;
}

}

BOOST_AUTO_TEST_CASE(by_expression) {
    constexpr double high = factor;
#undef TANGENTS
#define TANGENTS , along(x = 1.0, y = 1.0, z = 1.0)
#undef COTANGENT
#define COTANGENT , 1.0
#undef VALUE
#define VALUE high + 9
#undef SLOPE
#define SLOPE 24
#define TEST(name, function, polynomial, more, ...)                                                                                                        \
    {                                                                                                                                                      \
        constexpr auto transform = std::apply([](auto... e) { return name(e..., wrt(x, y, z), POLICIES); }, all_of(function(x, y, z, w)));                 \
        constexpr auto expected = numbers_expected(__VA_ARGS__);                                                                                           \
        static_assert(verify::near(numbers<expected.size()>(transform(x = 0.0, y = 20.0, z = 0.0, w = 3.0 more)), expected));                              \
        has_all(#name " of an expression", transform(x = verify::hidden(0.0), y = verify::hidden(20.0), z = verify::hidden(0.0), w = 3.0 more), expected); \
    }
    FOR_ALL_TRANSFORMS_OF_EXPRESSIONS(TEST)
#undef TEST
}

// What is an expression again takes the policies for kinks; fast follows where it is evaluated.
BOOST_AUTO_TEST_CASE(expressions_of_derivatives) {
    constexpr auto all = outputs(x, y, z, w);
    constexpr auto e = output(x, y, z, w);
    constexpr auto sum = std::get<0>(all) + std::get<2>(all);
    constexpr auto at = [](auto const& of) { return of(x = 0.0, y = 20.0, z = 0.0, w = 3.0); };
#define KINKS typegrad::kinks::right, typegrad::kinks::finite
    static_assert(at(derivative(e, x, KINKS)) == SLOPE && at(derivative(e, z, KINKS)) == 0);
    static_assert(at(directional(sum, along(x = 1.0, y = 1.0, z = 1.0), KINKS)) == SLOPE);
    static_assert(at(typegrad::mixed_derivative(e, x, y, KINKS)) == 1 && at(typegrad::mixed_derivative(e, z, z, KINKS)) == 0);
    static_assert(at(laplacian(sum, wrt(x, y, z), KINKS)) == 2);
    constexpr auto quotients = std::tuple{std::get<0>(all), w * w, std::get<2>(all)};
    static_assert(at(std::apply([](auto... part) { return divergence(part..., wrt(x, y, z), KINKS); }, quotients)) == SLOPE);
    static_assert(at(std::apply([](auto... part) { return value_and_divergence(part..., wrt(x, y, z), KINKS); }, quotients)).divergence == SLOPE);
    static_assert(numbers<3>(at(gradient(derivative(e, x, KINKS), wrt(x, y, z), POLICIES))) == numbers_expected(2, 1, 0));
    constexpr auto applied = typegrad::derivative([](auto t) { return abs(t) * (1 + t); }, KINKS)(x * y);
    static_assert(numbers<2>(gradient(applied, POLICIES)(x = 0.0, y = 20.0)) == numbers_expected(40, 0));
}
