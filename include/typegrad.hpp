// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once
#pragma GCC system_header

#include <typegrad/gradient.hpp>
