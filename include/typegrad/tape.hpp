// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The runtime tape: PyTorch's autograd in C++, on the rules of the same operator table.
//
//     tape/number.hpp     the rules' algebra on numbers
//     tape/statements.hpp its entries: operands and partial derivatives
//     tape/arena.hpp      the record and its sweep
//     tape/identity.hpp   what a handle belongs to: thread, generation, leaf
//     tape/handle.hpp     the variable: requires_grad, backward(), grad()
//     tape/recording.hpp  its algebra
//     tape/scope.hpp      scopes, positions, no_grad, detect_anomaly
//     tape/many.hpp       leaves(values), backward() of several results, grad(y, x)
//     tape/function.hpp   a function of many values as one node
//     tape/compiled.hpp   a function differentiated at compile time as one statement
//     tape/gradient.hpp   tape::gradient(f) and the rest, with the callables and shapes of typegrad::gradient(f)
//     tape/products.hpp   tape::jvp, vjp, hvp, hessian
//     tape/sums.hpp       sums and products over rows of data as one statement
//     tape/sparse.hpp     tape::sparse_jacobian, sparse_hessian, by colouring
//     tape/checkpoint.hpp parts that are computed again instead of recorded
//
// Not included: tape/tensor.hpp, arrays of any shape as one node each; tape/eigen.hpp, Eigen's decompositions as nodes; tape/pictures.hpp, the record
// printed and drawn.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

// First, so that what they say of a mistake is not said to be included from half of the library.
#include <typegrad/op/misused.hpp>
#include <typegrad/trace/optional_headers.hpp>
#include <typegrad/tape/handle.hpp>
#include <typegrad/tape/many.hpp>
#include <typegrad/tape/gradient.hpp>

#include <typegrad/tape/checkpoint.hpp>
#include <typegrad/tape/compiled.hpp>
#include <typegrad/tape/products.hpp>
#include <typegrad/tape/sparse.hpp>
#include <typegrad/tape/sums.hpp>

#include <typegrad/macros/restore.hpp>
