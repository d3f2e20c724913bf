// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What clang-tidy reads: the headers that need no other library.
#include <typegrad.hpp>
#include <typegrad/check.hpp>
#include <typegrad/html.hpp>
#include <typegrad/linear.hpp>
#include <typegrad/loops.hpp>
#include <typegrad/series.hpp>
#include <typegrad/solve.hpp>
#include <typegrad/tape.hpp>
