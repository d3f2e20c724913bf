// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The library compiles and is right after the macros of other people's headers, spelled as they are there: no standard header and
// none of Boost.Hana comes first. What is ours and has the name of such a macro is still there, in parentheses.
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define near
#define far
#define small char
#define complex _Complex
#define I (__extension__ 1.0iF)
#define PI 3.1415926535897932384626433832795
#define F(text) (reinterpret_cast<char const*>(text))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x) - 0.5))
#define square(x) ((x) * (x))
#define sign(x) (((x) > 0) - ((x) < 0))
#define step 1
#define pi 3.14159265358979
#define e 2.71828182845905
#define epsilon 1e-9
#define infinity 1e30
#define real double
#define swap(a, b) ((a) ^= (b), (b) ^= (a), (a) ^= (b))
#define all(v) (v).begin(), (v).end()
#define clamp(x, low, high) ((x) < (low) ? (low) : (x))
#define lerp(a, b, t) ((a) + (t) * ((b) - (a)))
#define mix(a, b, t) ((a) * (1 - (t)) + (b) * (t))
#define log2(x) (log(x) / 0.6931471805599453)
#define random(n) (rand() % (n))
#define index strchr
#define var auto
#define loop for (;;)
#define trace(text)
#define lower 0
#define upper 1
#define check(condition)
#define emit
#define slots
#define Success 0
#define E 2.718281828459045
#define N 8
#define T 1

#include <typegrad.hpp>

#include <typegrad/check.hpp>
#include <typegrad/complex.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/print.hpp>
#include <typegrad/series.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/span.hpp>
#include <typegrad/special.hpp>
#include <typegrad/tape.hpp>

#if N != 8 || T != 1 || min(1, 2) != 1 || square(3) != 9
#error "the macros are not as before"
#endif

constexpr typegrad::variable<"x"> x;
constexpr auto f = [](auto a) { return (typegrad::max)(a * a, (typegrad::abs)(a)) + (typegrad::square)(a) + (typegrad::min)(a, 7.0); };
static_assert(typegrad::derivative(f)(2.0) == 9);
static_assert(gradient((typegrad::max)(x * x, x))(x = 3.0)[x] == 6);

int main() {
    typegrad::tape::variable const t{2.0, typegrad::tape::requires_grad};
    auto const y = (typegrad::max)(t * t, (typegrad::round)(t)) + typegrad::squared_norm(typegrad::vec{t, t});
    y.backward();
    return t.grad() == 12 ? 0 : 1;
}
