// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Derivatives at compile time, with nothing left at run time. All that needs no more than Boost.Hana; the runtime tape is
// typegrad/tape.hpp, printing and pictures are typegrad/print.hpp and typegrad/html.hpp, small vectors and matrices typegrad/linear.hpp, solvers
// typegrad/solve.hpp; shapes beyond those of the standard library are typegrad/hana/struct.hpp, span.hpp, optional.hpp and eigen.hpp. The
// folders are the pipeline, and this is the map:
//
//     expr/            formulas, as types
//        |
//     transform/       what is asked of a function, one stanza a transform, and the one way in which all of them are called
//        |
//     trace/           functions, called once with one type of value
//        |
//     graph/           nodes, and the builder that numbers values so that nothing is computed twice
//        |
//     pass/            graph to graph: reverse sweep, elimination, sinking into branches
//     rewrite/         algebra of derivatives, a stanza a rule; and the policy fast
//        |
//     back/            straight-line evaluation; texts and pictures
//
//     op/              the table that all of them read: one operator, one stanza
//     math/            constexpr elementary functions
//     hana/            Boost.Hana at the boundary
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <array>
#include <numbers>

// First, so that what they say of a mistake is not said to be included from half of the library; <array> too, of whose index a mistake is said, and
// <numbers>, which g++ names where somebody writes typegrad::pi.
#include <typegrad/op/operand.hpp>
#include <typegrad/op/elsewhere.hpp>
#include <typegrad/op/misused.hpp>
#include <typegrad/graph/conversions.hpp>
#include <typegrad/graph/value.hpp>
#include <typegrad/trace/algorithms.hpp>
#include <typegrad/trace/mistake.hpp>
#include <typegrad/trace/optional_headers.hpp>
#include <typegrad/trace/request.hpp>
#include <typegrad/trace/asked_order.hpp>
#include <typegrad/trace/state.hpp>
#include <typegrad/transform/gradient.hpp>
#include <typegrad/transform/products.hpp>
#include <typegrad/transform/hessian.hpp>
#include <typegrad/expr/expression.hpp>
#include <typegrad/expr/evaluate.hpp>
#include <typegrad/expr/derivatives.hpp>
#include <typegrad/transform/sparse.hpp>

#include <typegrad/accumulation.hpp>
#include <typegrad/expr/apply.hpp>
#include <typegrad/expr/sparse.hpp>
#include <typegrad/expr/state.hpp>
#include <typegrad/expr/vector.hpp>
#include <typegrad/expr/vector_calculus.hpp>
#include <typegrad/hana/integral_constant.hpp>
#include <typegrad/op/custom.hpp>
#include <typegrad/operations.hpp>
#include <typegrad/trace/custom_tables.hpp>
#include <typegrad/version.hpp>

#include <typegrad/macros/restore.hpp>
