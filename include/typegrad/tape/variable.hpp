// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// The tape's variables: the handle, its algebra, its scopes.
#pragma once
#pragma GCC system_header

#include <typegrad/op/elsewhere.hpp>
#include <typegrad/tape/function.hpp>
