// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What products, sums and quotients of derivatives are computed as: the first rule that applies (rule.hpp). graph/value.hpp asks for each of them that
// is appended with the derivatives.
#pragma once
#pragma GCC system_header

#include <typegrad/rewrite/products.hpp>
#include <typegrad/rewrite/quotients.hpp>
#include <typegrad/rewrite/sums.hpp>
