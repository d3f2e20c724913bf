// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Memory of tensors that are gone, for those to come: each thread keeps it in lists by size, so that a loop that does the same again and again allocates
// nothing once it is warm. A thread keeps no more than most_kept bytes, and gives them back when it ends. What one thread has made another may end.
// AddressSanitizer sees every allocation by itself.
#pragma once
#pragma GCC system_header

#include <typegrad/config.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace typegrad::inline v0_2::tape::detail {

class pool {
public:
    static constexpr bool keeps_memory = !TYPEGRAD_ADDRESS_SANITIZER;
    static constexpr std::size_t most_kept = std::size_t{1} << 26;

    static void* take(std::size_t bytes) {
        int const size = size_class(bytes);
        if (block* const first = size < sizes ? of_thread.free[size] : nullptr) {
            of_thread.free[size] = first->next;
            of_thread.kept -= capacity(size);
            return first;
        }
        return ::operator new(size < sizes ? capacity(size) : bytes);
    }
    static void give_back(void* memory, std::size_t bytes) noexcept {
        int const size = size_class(bytes);
        if (size >= sizes || of_thread.is_over || of_thread.kept + capacity(size) > most_kept) return ::operator delete(memory);
        thread_local emptied_at_end const guard;
        of_thread.free[size] = ::new (memory) block{of_thread.free[size]};
        of_thread.kept += capacity(size);
        static_cast<void>(guard);
    }

private:
    // Four sizes between a power of two and the next, from 32 bytes on.
    static constexpr int sizes = keeps_memory ? 4 * 20 : 0;
    static int size_class(std::size_t bytes) {
        std::size_t const size = std::max<std::size_t>(bytes, 32) - 1;
        int const octave = static_cast<int>(std::bit_width(size)) - 1;
        return 4 * (octave - 4) + static_cast<int>(size >> (octave - 2) & 3) - 3;
    }
    static std::size_t capacity(int size) {
        int const octave = (size + 3) / 4 + 4, quarter = (size + 3) % 4;
        return static_cast<std::size_t>(4 + quarter + 1) << (octave - 2);
    }

    struct block {
        block* next;
    };
    struct state {
        block* free[sizes + 1];
        std::size_t kept;
        bool is_over;  // its thread ends
    };
    struct emptied_at_end {
        emptied_at_end() {}
        ~emptied_at_end() {
            of_thread.is_over = true;
            for (block*& first : of_thread.free)
                while (first) ::operator delete(std::exchange(first, first->next));
        }
    };
    inline static thread_local constinit state of_thread{};
};

// For containers and shared pointers.
template <class T>
struct pooled {
    using value_type = T;

    pooled() = default;
    template <class U>
    pooled(pooled<U> const&) noexcept {}
    T* allocate(std::size_t count) { return static_cast<T*>(pool::take(count * sizeof(T))); }
    void deallocate(T* memory, std::size_t count) noexcept { pool::give_back(memory, count * sizeof(T)); }
    template <class U>
    bool operator==(pooled<U> const&) const noexcept {
        return true;
    }
};

// Of an array of numbers.
struct given_back {
    std::size_t bytes = 0;
    void operator()(void* memory) const noexcept { pool::give_back(memory, bytes); }
};

}
