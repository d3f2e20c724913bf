// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a handle belongs to, in 64 bits that no other handle of the program has:
//
//     0                                            a constant
//     0, tape (12 bits), serial (51)               an entry of a record; serials of a tape count on for ever
//     1, tape (12), incarnation (19), slot (32)    a leaf
//
// A thread that begins to record takes a tape number, and gives it back when it ends: the next thread that gets the number counts
// on with its serials, and is its next incarnation. A serial is below 2^50, so that the distance between two entries is below 2^50
// if and only if they are of one tape.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/failure.hpp>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace typegrad::inline v0_2::tape {

using id = std::uint64_t;

namespace detail {

    inline constexpr int serial_bits = 51;
    inline constexpr int distance_bits = 50;
    inline constexpr id constant_id = 0;
    inline constexpr id moved_id = 1;  // of a leaf that has been moved from: of no tape
    inline constexpr std::uint32_t most_tapes = 4000, most_incarnations = (1u << 19) - 1;

    constexpr bool is_leaf(id i) { return static_cast<std::int64_t>(i) < 0; }
    constexpr std::uint32_t tape_of(id i) { return static_cast<std::uint32_t>(i >> serial_bits) & 0xfffu; }

    // Copies of leaves made and destroyed by other threads than the leaf's own, for the own one to count when it next looks.
    struct mailbox {
        std::atomic<bool> any{false};
        std::vector<std::pair<std::uint32_t, int>> changes;  // guarded by the registry's mutex
    };

    // Where the standard library knows no threads, as on a microcontroller without a system, there is nothing to lock.
#if defined(__GLIBCXX__) && !defined(_GLIBCXX_HAS_GTHREADS)
    struct lock_of_registry {
        void lock() {}
        void unlock() {}
    };
#else
    using lock_of_registry = std::mutex;
#endif

    // The tapes of all threads and of all types of numbers. Never destroyed: static variables may outlive everything else.
    class registry {
    public:
        struct ticket {
            std::uint32_t tape = 0, incarnation = 0;
            id next = 0;  // the first id of an entry
        };

        static registry& all() {
            static registry& only = *new registry;
            return only;
        }
        ticket enter(mailbox* owner) {
            std::lock_guard const lock(mutex_);
            if (free_.empty()) {
                if (places_.size() > most_tapes) fail("more than 4000 threads record at the same time");
                places_.push_back({(id{places_.size()} << serial_bits) + 1, 0, nullptr});
                free_.reserve(places_.size());  // so that leave() need not allocate
                free_.push_back(static_cast<std::uint32_t>(places_.size() - 1));
            }
            std::uint32_t const tape = free_.back();
            free_.pop_back();
            place& p = places_[tape];
            p.owner = owner;
            return {tape, p.incarnation, p.next};
        }
        void leave(std::uint32_t tape, id next) {
            std::lock_guard const lock(mutex_);
            place& p = places_[tape];
            p.owner = nullptr;
            p.next = next;
            if (++p.incarnation < most_incarnations) free_.push_back(tape);
        }
        // A copy of another thread's leaf has been made or destroyed.
        void post(id leaf, int change) {
            std::lock_guard const lock(mutex_);
            std::uint32_t const tape = tape_of(leaf);
            if (tape >= places_.size()) return;
            place& p = places_[tape];
            if (!p.owner || p.incarnation != (static_cast<std::uint32_t>(leaf >> 32) & most_incarnations)) return;
            p.owner->changes.emplace_back(static_cast<std::uint32_t>(leaf), change);
            p.owner->any.store(true, std::memory_order_release);
        }
        std::vector<std::pair<std::uint32_t, int>> fetch(mailbox& owner) {
            std::lock_guard const lock(mutex_);
            owner.any.store(false, std::memory_order_relaxed);
            return std::exchange(owner.changes, {});
        }

    private:
        struct place {
            id next;
            std::uint32_t incarnation;
            mailbox* owner;
        };
        lock_of_registry mutex_;
        std::vector<place> places_{{0, 0, nullptr}};  // tape 0 is nobody's
        std::vector<std::uint32_t> free_;
    };

    // What this thread does with operations: nothing while recording is off, looks at each of them in anomaly mode, and keeps names and values
    // where the record is to be described. Tapes look here
    // only where they leave their fast path, so a change tells them.
    struct thread_modes {
        bool recording = true;
        bool anomaly = false;
        bool described = false;

        struct listener {
            void (*changed)() = nullptr;
            listener* next = nullptr;
        };
        listener* listeners = nullptr;

        void set(bool& mode, bool to) {
            if (mode == to) return;
            mode = to;
            for (listener* l = listeners; l; l = l->next) l->changed();
        }
    };
    inline thread_local constinit thread_modes modes{};

}

}
