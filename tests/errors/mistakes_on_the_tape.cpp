// expect: typegrad::tape::grad: what follows y and x is no bool
// expect: typegrad: printf takes numbers; of a variable of the tape write x.value()
// expect: typegrad::tape::grad: what follows y is the variable itself, or several
// expect gcc: a_leaf_is_made_by_tape_requires_grad_in_the_place_of_true
// expect clang: typegrad::tape: a tensor whose derivative is asked for is made by tape::tensor x(numbers, tape::requires_grad)
// expect: typegrad::tape: y.backward(true) is no seed, and keeps no record; write y.backward(tape::retain_graph)
// expect: typegrad::tape::backward: of one result write y.backward(), of several tape::backward({y, z}); the gradient by one variable is tape::grad(y, x)
// expect: typegrad::tape: a tensor is made of one list of numbers, tensor(numbers).reshape({2, 3}), or of lists in braces, tensor{{1, 2}, {3, 4}}
// expect: typegrad::tape: an axis that stays is asked for by x.sum(1, tape::keepdim)
// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include <typegrad/tape.hpp>
#include <typegrad/tape/tensor.hpp>
#include <cstdio>
#include <vector>

namespace tape = typegrad::tape;

#ifdef TYPEGRAD_FAIL
auto slope(tape::variable<double> const& y, tape::variable<double> const& x) { return tape::grad(y, x, true); }
void print(tape::variable<double> const& x) { std::printf("%g\n", x); }
void sweep(tape::variable<double> const& y) { y.backward(true); }
void sweep_by(tape::variable<double> const& y, tape::variable<double> const& x) { tape::backward(y, x); }
auto matrix(std::vector<std::vector<double>> const& rows) { return tape::tensor(rows); }
auto slope_by_name(tape::variable<double> const& y) { return tape::grad(y, "x"); }
auto leaf() { return tape::tensor({1, 2}, true); }
auto sums(tape::tensor const& x) { return x.sum(1, true); }
#else
auto sums(tape::tensor const& x) { return x.sum(1, tape::keepdim); }
auto slope(tape::variable<double> const& y, tape::variable<double> const& x) { return tape::grad(y, x); }
void print(tape::variable<double> const& x) { std::printf("%g\n", x.value()); }
void sweep(tape::variable<double> const& y) { y.backward(tape::retain_graph); }
void sweep_by(tape::variable<double> const& y, tape::variable<double> const& z) { tape::backward({y, z}); }
auto matrix(std::vector<double> const& numbers) { return tape::tensor(numbers).reshape({2, -1}); }
auto slope_by_name(tape::variable<double> const& y, tape::variable<double> const& x) { return tape::grad(y, {x}); }
auto leaf() { return tape::tensor({1, 2}, tape::requires_grad); }
#endif
