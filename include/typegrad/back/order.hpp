// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// In which order units are computed.
//
// It is that of the nodes, forward part first, then adjoints, each pack at the first of its members, but for two things. Around a
// call of a function all registers are saved: what no function waits for comes after the functions, if the rest of the program does
// not wait for it longer than for them. And what ends as many values as it begins is computed as soon as it can be. Black–Scholes
// with Greeks takes 3 to 6 % less time so, a robot arm 5 %, Rosenbrock's function of 64 variables 12 %.
#pragma once
#pragma GCC system_header

#include <typegrad/back/units.hpp>
#include <typegrad/pass/schedule.hpp>

namespace typegrad::back {

template <class Graph>
class order {
    template <class T>
    using growing = graph::detail::growing<T>;

public:
    // Where there are choices nothing is moved: what comes behind one needs all that was before it.
    constexpr order(Graph const& graph, packing<Graph> const& packs, back::units<Graph> const& units)
        : graph_(graph), packs_(packs), units_(units), order_(graph.node_count + 1), waiting_(64), done_(new bool[room()]{}), behind_(new bool[room()]{}) {
        find_what_is_behind_functions();
        if (!packs.has_choices()) functions_first();
        for (int i = graph.input_count; i < graph.node_count; ++i)
            if (units.is_in_root(i)) put(units.of(i));
        if (!packs.has_choices()) shorten_lives();
    }
    constexpr order(order const&) = delete;
    constexpr order& operator=(order const&) = delete;
    constexpr ~order() {
        delete[] done_;
        delete[] behind_;
    }

    constexpr int size() const { return order_.size; }
    constexpr int operator[](int i) const { return order_[i]; }

private:
    constexpr std::size_t room() const { return static_cast<std::size_t>(units_.count()) + 2; }

    // A unit, and before it all that it needs.
    constexpr void put(int unit) {
        need(unit);
        while (waiting_.size > 0) {
            int const last = waiting_[waiting_.size - 1], before = waiting_.size;
            if (!done_[last]) units_.each_needed(last, [&](int other) { need(other); });
            if (waiting_.size > before) continue;
            --waiting_.size;
            if (!done_[last] && !units_.is_fused(last)) order_.push(last);
            done_[last] = true;
        }
    }
    constexpr void need(int unit) {
        if (!done_[unit]) waiting_.push(unit);
    }

    constexpr void find_what_is_behind_functions() {
        for (int i = graph_.input_count; i < graph_.node_count; ++i) {
            behind_[i] = is_function(i);
            for (int k = 0; !behind_[i] && k < graph_.nodes[i].what->arity; ++k)
                if (int const o = packs_.operand(i, k); o >= 0) behind_[i] = behind_[o];
        }
    }
    constexpr bool is_function(int node) const { return packs_.is_function(node); }
    constexpr void functions_first() {
        int* const height = new int[room()]{};   // how long the program takes from a node on
        int* const awaited = new int[room()]{};  // the greatest height of the functions behind it
        int highest = 0;
        for (int i = graph_.node_count - 1; i >= graph_.input_count; --i) {
            if (!units_.is_in_root(i)) continue;
            facts const& f = *graph_.nodes[i].what;
            awaited[i] = highest;
            height[i] += pass::detail::latency(f.cost);
            if (is_function(i) && height[i] > highest) highest = height[i];
            for (int k = 0; k < f.arity; ++k)
                if (int const o = packs_.operand(i, k); o >= 0 && height[o] < height[i]) height[o] = height[i];
        }
        for (int i = graph_.input_count; i < graph_.node_count; ++i)
            if (units_.is_in_root(i) && (is_function(i) || height[i] >= awaited[i])) put(units_.of(i));
        delete[] height;
        delete[] awaited;
    }

    // Who uses a unit, and how often it will still be used.
    struct usage {
        int* first;  // of the users of each unit, in `user`
        int* user;
        int* to_come;
        int* missing;  // operands of each that are not there yet

        constexpr usage(order const& o)
            : first(new int[o.room()]{}), user(nullptr), to_come(new int[o.room()]{}), missing(new int[o.room()]{}) {
            auto const each_use = [&](auto&& use) {
                for (int u = 0; u < o.order_.size; ++u) o.units_.each_needed(o.order_[u], [&](int operand) { use(o.order_[u], operand); });
            };
            each_use([&](int, int operand) { ++first[operand + 1], ++to_come[operand]; });
            for (std::size_t i = 1; i < o.room(); ++i) first[i] += first[i - 1];
            user = new int[static_cast<std::size_t>(first[o.room() - 1]) + 1]{};
            int* const next = new int[o.room()]{};
            each_use([&](int unit, int operand) { user[first[operand] + next[operand]++] = unit, missing[unit] += !o.units_.is_loaded(operand); });
            delete[] next;
        }
        constexpr usage(usage const&) = delete;
        constexpr usage& operator=(usage const&) = delete;
        constexpr ~usage() {
            delete[] first;
            delete[] user;
            delete[] to_come;
            delete[] missing;
        }
        constexpr bool any(int unit) const { return first[unit] < first[unit + 1]; }
        constexpr void each(int unit, auto&& use) const {
            for (int k = first[unit]; k < first[unit + 1]; ++k) use(user[k]);
        }
    };

    constexpr void shorten_lives() {
        usage uses(*this);
        growing<int> shorter(order_.size + 1);
        bool* const there = new bool[room()]{};
        auto const offer = [&](int unit) {
            if (!there[unit] && uses.missing[unit] == 0 && ends_enough(uses, unit)) waiting_.push(unit);
        };
        for (int u = 0; u < order_.size; ++u) {
            waiting_.push(order_[u]);
            while (waiting_.size > 0) {
                int const unit = waiting_[--waiting_.size];
                if (there[unit]) continue;
                units_.each_needed(unit, [&](int o) {
                    if (units_.is_loaded(o) && !there[o]) there[o] = true, shorter.push(o);
                    --uses.to_come[o];
                });
                there[unit] = true;
                shorter.push(unit);
                if (units_.is_loaded(unit)) continue;
                uses.each(unit, [&](int user) { --uses.missing[user]; });
                uses.each(unit, offer);
                units_.each_needed(unit, [&](int o) {
                    if (uses.to_come[o] == 1 || uses.to_come[o] == 2) uses.each(o, offer);
                });
            }
        }
        for (int u = 0; u < order_.size; ++u) order_[u] = shorter[u];
        delete[] there;
    }
    // What branches is not moved. A sum of what functions give is not to wait for the last of them: the next sum waits for it.
    constexpr bool ends_enough(usage const& uses, int unit) const {
        bool const node = !units_.is_pack(unit);
        if (node && graph_.nodes[unit].what->branches) return false;
        int ended = 0, last = -1;
        bool of_functions = false;
        units_.each_needed(unit, [&](int o) {
            int times = 0;
            units_.each_needed(unit, [&](int other) { times += other == o; });
            ended += o != last && !units_.is_loaded(o) && uses.to_come[o] == times;
            of_functions = of_functions || (!units_.is_pack(o) && behind_[o]);
            last = o;
        });
        return ended > 0 || !uses.any(unit) || (node && of_functions && graph_.nodes[unit].operation == code<add_>);
    }

    Graph const& graph_;
    packing<Graph> const& packs_;
    back::units<Graph> const& units_;
    growing<int> order_;
    growing<int> waiting_;
    bool* done_;
    bool* behind_;  // functions, and what takes what they give
};

}
