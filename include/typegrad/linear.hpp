// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Small vectors and matrices, for functions of geometry; for numbers, traced values and the tape's variables.
//
//     linear/vec.hpp        vec<T, N>: + - * /, dot, cross, norm, squared_norm, sum, prod, mean
//     linear/mat.hpp        mat<T, M, N>: products, transpose, trace, outer
//     linear/inverse.hpp    determinant, inverse and solve, up to 4×4
//     linear/rotation.hpp   rotations by a vector and by a quaternion
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

// First, so that what it says of a mistake is not said to be included from others.
#include <typegrad/linear/vec.hpp>

#include <typegrad/linear/inverse.hpp>
#include <typegrad/linear/mistakes.hpp>
#include <typegrad/linear/rotation.hpp>

#include <typegrad/macros/restore.hpp>
