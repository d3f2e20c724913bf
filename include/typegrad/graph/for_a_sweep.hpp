// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// What a builder is told for the time of one sweep: it is as it was when these objects end.
#pragma once
#pragma GCC system_header

#include <typegrad/op/policy.hpp>

namespace typegrad::inline v0_2::graph {

// Appends derivatives, or values, as builder::append_derivatives says.
template <class Builder>
class appending {
public:
    constexpr appending(Builder& graph, bool derivatives) : graph_(graph), before_(graph.appends_derivatives()) { graph.append_derivatives(derivatives); }
    constexpr appending(appending const&) = delete;
    constexpr appending& operator=(appending const&) = delete;
    constexpr ~appending() { graph_.append_derivatives(before_); }

private:
    Builder& graph_;
    bool before_;
};

// Follows a policy for kinks in derivatives that are differentiated again so many times.
template <class Builder>
class following {
public:
    constexpr following(Builder& graph, kink_policy kinks, int sweeps) : graph_(graph), before_(graph.kinks()) {
        graph.follow(kinks);
        graph.expect_sweeps(sweeps);
    }
    constexpr following(following const&) = delete;
    constexpr following& operator=(following const&) = delete;
    constexpr ~following() {
        graph_.follow(before_);
        graph_.expect_sweeps(0);
    }

private:
    Builder& graph_;
    kink_policy before_;
};

}
