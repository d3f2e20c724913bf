// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Tensors: arrays of any shape on the tape, one node each.
//
//     tensor/extents.hpp      shapes and broadcasting
//     tensor/node.hpp         what a tensor is in the record
//     tensor/handle.hpp       tape::tensor: requires_grad_, backward(), grad()
//     tensor/elementwise.hpp  all operations of the table, number by number
//     tensor/indexing.hpp     reshape, squeeze, transpose, permute, slices, index_select, concat, stack
//     tensor/reductions.hpp   sum, mean, prod, var, max, min, cumsum, log_sum_exp, softmax, log_softmax, losses
//     tensor/products.hpp     matmul, dot, conv1d, conv2d, pools
//     tensor/optimisers.hpp   sgd, adam, clip_grad_norm_
//     tensor/second_order.hpp tape::grad(y, x, create_graph): gradients that are recorded tensors
//
// It needs Eigen, which multiplies matrices.
#pragma once
#pragma GCC system_header

#include <typegrad/macros/save.hpp>

#include <typegrad/tape/tensor/optimisers.hpp>
#include <typegrad/tape/tensor/second_order.hpp>

#include <typegrad/macros/restore.hpp>
