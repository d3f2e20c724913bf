// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What is spelled differently from compiler to compiler.
#pragma once

// A compiler that is too old hears so, and nothing else: an #error alone does not end a compilation, a missing header does. Tried with a
// small program: clang 15 and 16 compile it, clang 14 does not know enough of consteval; the tests run with clang 19 and g++ 12.
#if defined(__clang__) ? __clang_major__ < 15 : defined(__GNUC__) && __GNUC__ < 12
#error "typegrad needs C++20 as clang 15 or g++ 12 have it; this compiler is older. Take a newer one (tested: g++ 12, clang 19)"
#include <typegrad/needs_clang_15_or_gcc_12>
#endif

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

// Declares what is there only to say why it cannot be used and what to write: the compiler reports it where it is used, in the
// user's own line. A compiler that knows no such attribute for functions says it where the body of the function is compiled.
#if defined(__has_attribute) && __has_attribute(unavailable)
#define TYPEGRAD_UNAVAILABLE(text) __attribute__((unavailable(text)))
#define TYPEGRAD_IF_AVAILABLE(condition, text)
#else
#define TYPEGRAD_UNAVAILABLE(text)
#define TYPEGRAD_IF_AVAILABLE(condition, text) static_assert(condition, text);
#endif
// What a concept may ask for, and is told that there is none: declared and deleted. Where a compiler takes no text there, the function's parameter has a
// name that says it.
#if defined(__clang__) && defined(__cpp_deleted_function) && __cpp_deleted_function >= 202403L
#define TYPEGRAD_DELETED(text) _Pragma("clang diagnostic push") _Pragma("clang diagnostic ignored \"-Wc++26-extensions\"") = delete(text); _Pragma("clang diagnostic pop")
#else
#define TYPEGRAD_DELETED(text) = delete;
#endif
// The same where g++ would say it twice: clang says it in the user's line, g++ in the body of the function.
#ifdef __clang__
#define TYPEGRAD_SAYS_IN_LINE(text) TYPEGRAD_UNAVAILABLE(text)
#define TYPEGRAD_SAYS_IN_BODY(condition, text)
#else
#define TYPEGRAD_SAYS_IN_LINE(text)
#define TYPEGRAD_SAYS_IN_BODY(condition, text) static_assert(condition, text);
#endif

// Under AddressSanitizer each allocation is to be seen by itself, and computing many digits takes some ten times as long.
#if defined(__SANITIZE_ADDRESS__)
#define TYPEGRAD_ADDRESS_SANITIZER true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TYPEGRAD_ADDRESS_SANITIZER true
#endif
#endif
#ifndef TYPEGRAD_ADDRESS_SANITIZER
#define TYPEGRAD_ADDRESS_SANITIZER false
#endif
