// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The runtime tape: PyTorch's autograd in C++, on the rules of the same operator table.
//
//     tape/number.hpp     the rules' algebra on numbers
//     tape/arena.hpp      the record and its sweep
//     tape/variable.hpp   requires_grad, backward(), grad()
//     tape/gradient.hpp   tape::gradient(f) and the rest, with the callables and shapes of typegrad::gradient(f)
//     tape/products.hpp   tape::jvp, vjp, hvp, hessian
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/tape/gradient.hpp>
#include <typegrad/tape/products.hpp>

#include <typegrad/macros/restore.hpp>
