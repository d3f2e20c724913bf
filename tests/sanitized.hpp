// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Whether this is compiled with sanitizers. They change no value, but make many digits some ten times as slow.
#pragma once

#include <typegrad/config.hpp>

inline constexpr bool sanitized = TYPEGRAD_ADDRESS_SANITIZER;
