// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Whether this is compiled with sanitizers. They change no value, but make many digits some ten times as slow.
#pragma once

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif
