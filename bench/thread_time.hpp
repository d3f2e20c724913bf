// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#pragma once

#include <ctime>

namespace bench {

// Seconds of this thread in one call.
double thread_time(auto&& call) {
    auto const seconds = [] {
        std::timespec now{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
    };
    double const begin = seconds();
    call();
    asm volatile("" ::: "memory");
    return seconds() - begin;
}

}  // namespace bench
