// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What every program that must not compile includes first.
#include <typegrad.hpp>
