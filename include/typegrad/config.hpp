// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is spelled differently from compiler to compiler.
#pragma once

// Straight-line code is the product: what is cheap must vanish into its caller, whatever the inliner's budget says. Without
// optimisation nothing vanishes, and inlining by force only makes a debugger's stack unreadable and compiling slow: with clang's
// sanitizers it takes twice the time.
#ifdef __OPTIMIZE__
#define TYPEGRAD_INLINE [[gnu::always_inline]] inline
#define TYPEGRAD_INLINE_LAMBDA __attribute__((always_inline))
#else
#define TYPEGRAD_INLINE inline
#define TYPEGRAD_INLINE_LAMBDA
#endif
