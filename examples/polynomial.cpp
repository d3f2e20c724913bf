// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The first program: y = 5x³ + 2x² + 4x + 8, whose derivative 15x² + 4x + 4 is 72 at x = 2, in every form that there is.
//
//     polynomial               writes the values and the programs
//     polynomial graph.dot     also draws y as a graph; `dot -Tsvg graph.dot >graph.svg` makes a picture of it
#include <typegrad.hpp>
#include <typegrad/print.hpp>
#include <typegrad/tape.hpp>

#include <fstream>
#include <iostream>

using typegrad::constant;

// 1. An expression: y is a value of an empty type that spells the formula.
constexpr typegrad::variable<"x"> x;
constexpr auto y = constant<5> * pow(x, constant<3>) + constant<2> * pow(x, constant<2>) + constant<4> * x + constant<8>;
static_assert(y(x = 2.0) == 64);
static_assert(gradient(y)(x = 2.0)[x] == 72);

// Its derivative is an expression again, and has a derivative itself: 30x + 4.
constexpr auto dy = derivative(y, x);
static_assert(dy(x = 2.0) == 72);
static_assert(derivative(dy, x)(x = 2.0) == 64);

// Plain numbers will do. They are held by value, and could as well be known at run time only.
constexpr auto same = 5 * pow(x, 3) + 2 * pow(x, 2) + 4 * x + 8;
static_assert(gradient(same)(x = 2.0)[x] == 72);

// 2. A function: any lambda with an auto parameter, traced while the program is compiled.
constexpr auto f = [](auto t) { return 5 * pow(t, 3) + 2 * pow(t, 2) + 4 * t + 8; };
static_assert(typegrad::derivative(f)(2.0) == 72);
static_assert(typegrad::derivative(typegrad::derivative(f))(2.0) == 64);

// 3. At run time: three multiplications and two additions are left of this, and nothing else.
double slope(double at) {
    return typegrad::derivative(f)(at);
}

// 4. On the tape: the operations are recorded while they run, and swept backwards on demand.
double slope_by_tape(double at) {
    typegrad::tape::variable t{at, typegrad::tape::requires_grad};
    auto const value = f(t);
    value.backward();
    return t.grad();
}

int main(int count, char** arguments) {
    double const at = 2;
    std::cout << "y(2)     = " << f(at) << '\n'
              << "dy/dx(2) = " << slope(at) << ", by the tape " << slope_by_tape(at) << "\n\n"
              << "y     = " << infix(y) << '\n'
              << "dy/dx = " << infix(dy) << "\n\n"
              << "y as a program:\n" << typegrad::ssa(f, at) << '\n'
              << "dy/dx as a program:\n" << typegrad::ssa(typegrad::derivative(f), at) << '\n';

    // 5. As a picture.
    if (count > 1) {
        std::ofstream file(arguments[1]);
        file << graphviz(y);
        if (!file.flush()) {
            std::cerr << arguments[1] << ": cannot be written\n";
            return 1;
        }
    } else {
        std::cout << "y as a graph, for `dot -Tsvg`:\n" << graphviz(y);
    }
    return f(at) == 64 && slope(at) == 72 && slope_by_tape(at) == 72 ? 0 : 1;
}
