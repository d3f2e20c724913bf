// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Scopes of recording, places in the record, and what a thread records at all.
#pragma once
#pragma GCC system_header

#include <typegrad/tape/recording.hpp>

namespace typegrad::inline v0_2::tape {

// What is recorded in a scope ends with it; backward() there releases no more than that. Leaves live as long as their handles.
// scope(kinks::right) records with that derivative at kinks.
template <class T = double>
class scope {
public:
    scope() : scope(current_kinks) {}
    explicit scope(kink_policy kinks) : scope(kinks, false) {}
    template <kink_policy Choice>
    explicit scope(kinks::choice<Choice>) : scope(Choice) {}
    ~scope() {
        current_kinks = outer_kinks_;
        if (tape_ == &current<T>) tape_->close_scope(depth_);
    }
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;

protected:
    scope(kink_policy kinks, bool isolated) : tape_(&current<T>), depth_(tape_->open_scope(isolated)), outer_kinks_(current_kinks) { current_kinks = kinks; }

private:
    arena<T>* tape_;
    std::size_t depth_;
    kink_policy outer_kinks_;
};

// The place in the record that this thread is at: reset(here) later drops what has been recorded since.
//
//     auto const here = tape::here();
//     …
//     tape::reset(here);
template <class T = double>
position here() {
    return current<T>.here();
}
// Drops what this thread has recorded since it was at that place.
template <class T = double>
void reset(position const& to) {
    current<T>.reset(to);
}

namespace detail {
    // One of the thread's modes, as it is asked for as long as this lives.
    template <auto Mode, bool On>
    class mode_for_a_while {
    public:
        mode_for_a_while() : before_(modes.*Mode) { modes.set(modes.*Mode, On); }
        ~mode_for_a_while() { modes.set(modes.*Mode, before_); }
        mode_for_a_while(mode_for_a_while const&) = delete;
        mode_for_a_while& operator=(mode_for_a_while const&) = delete;

    private:
        bool before_;
    };
}

// While it lives, this thread records nothing: what is computed is constants, and x -= step changes a leaf in place.
class no_grad : detail::mode_for_a_while<&detail::thread_modes::recording, false> {};

// Records, in a no_grad scope.
class enable_grad : detail::mode_for_a_while<&detail::thread_modes::recording, true> {};

// While it lives, the operation that first makes NaN or infinity, as a recorded value or in a sweep, is named by a
// std::logic_error. Slow.
class detect_anomaly : detail::mode_for_a_while<&detail::thread_modes::anomaly, true> {};

// While it lives, this thread keeps the name and the value of each operation that it records, and records each by itself: for
// tape/pictures.hpp. Slow.
class describe_record : detail::mode_for_a_while<&detail::thread_modes::described, true> {};

namespace detail {
    // The recording of a transform: what is outside is constant, and no_grad outside does not reach it.
    template <class T>
    class isolated_scope : enable_grad, public scope<T> {
    public:
        explicit isolated_scope(kink_policy kinks) : scope<T>(kinks, true) {}
    };
}

}
