// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What every slice of the table includes.
#include "../operators/probe_of.hpp"
