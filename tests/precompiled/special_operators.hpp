// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What every slice of the special functions includes.
#include "../operators/special_reference.hpp"

#include "../operators/probe_of.hpp"
