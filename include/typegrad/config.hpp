// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is spelled differently from compiler to compiler.
#pragma once

// Straight-line code is the product: what is cheap must vanish into its caller, whatever the inliner's budget says.
#define TYPEGRAD_INLINE [[gnu::always_inline]] inline
#define TYPEGRAD_INLINE_LAMBDA __attribute__((always_inline))
