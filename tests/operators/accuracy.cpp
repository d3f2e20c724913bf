// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include "accuracy.hpp"
#include "reference.hpp"

#include "../domains.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <iostream>
#include <limits>
#include <sstream>

namespace harness {

namespace {

    constexpr double infinity = std::numeric_limits<double>::infinity();
    int failed = 0;

    std::uint64_t hash(std::string const& text) {
        std::uint64_t h = 14695981039346656037u;
        for (char const c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211u;
        return h;
    }

    double tame_operand(probe const& p, std::size_t k, domains::uniform& random) {
        op::interval const in = p.tame[k];
        return p.integer[k] ? static_cast<double>(random(static_cast<int>(in.high - in.low) + 1)) + std::floor(in.low) : random(in);
    }

    // Anything in the domain: of every magnitude, subnormal, next to what is exceptional, next to another operand.
    double wild_operand(probe const& p, std::size_t k, op::point const& before, domains::uniform& random) {
        op::interval const in = p.domain[k];
        if (p.integer[k]) return tame_operand(p, k, random);
        for (int attempt = 0; attempt < 8; ++attempt) {
            double x = 0;
            double const sign = random(2) == 0 ? 1 : -1;
            auto const magnitude = [&](int lowest, int below) {  // one random number after the other, the same for every compiler
                int const exponent = lowest + random(below);
                return std::ldexp(random({1, 2}), exponent);
            };
            switch (random(8)) {
            case 0:
            case 1: x = sign * magnitude(-1022, 2046); break;
            case 2: x = sign * magnitude(-20, 40); break;
            case 3: x = sign * magnitude(-1074, 53); break;
            case 4:
            case 5: {
                std::vector<double> near;
                for (op::point const& e : p.exceptional) near.push_back(e[k]);
                if (in.low > -1e300) near.push_back(in.low);
                if (in.high < 1e300) near.push_back(in.high);
                near.push_back(sign);
                double const from = near[static_cast<std::size_t>(random(static_cast<int>(near.size())))];
                x = from + sign * (from == 0 ? magnitude(-1074, 1075) : magnitude(-54, 54));
                break;
            }
            case 6: x = k > 0 ? before[k - 1] * (1 + sign * std::ldexp(1.0, -random(53))) : tame_operand(p, k, random); break;
            default: x = tame_operand(p, k, random);
            }
            if (x >= in.low && x <= in.high && std::isfinite(x)) return x;
        }
        return tame_operand(p, k, random);
    }

    op::point draw(probe const& p, bool tame, domains::uniform& random) {
        op::point at{};
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k) at[k] = tame ? tame_operand(p, k, random) : wild_operand(p, k, at, random);
        return at;
    }

    // Where the number changes its sign within a sixteenth of the point, terms cancel that no formula can avoid to subtract:
    // the error then counts relative to the largest size of the number in that neighbourhood.
    class neighbourhood {
    public:
        neighbourhood(probe const& p, op::point const& at) : probe_(p), at_(at) {}

        template <class Part>
        precise scale(precise const& own, Part part) {
            if (near_.empty()) find();
            precise largest = abs(own);
            bool crosses = false;
            for (auto const& d : near_) {
                precise const there = part(d);
                crosses = crosses || (there != 0 && own != 0 && (there < 0) != (own < 0));
                if (abs(there) > largest) largest = abs(there);
            }
            return crosses ? largest : abs(own);
        }

    private:
        void find() {
            for (std::size_t k = 0; k < static_cast<std::size_t>(probe_.arity); ++k) {
                if (probe_.integer[k]) continue;
                for (int const sign : {-1, 1}) {
                    op::point shifted = at_;
                    shifted[k] += sign * std::min(std::abs(at_[k]), distance(probe_, k, at_[k]) * std::max(1.0, std::abs(at_[k]))) / 16;
                    if (auto const d = by_differences(probe_, places_of(shifted))) near_.push_back(*d);
                }
            }
        }

        probe const& probe_;
        op::point at_;
        std::vector<taylor<precise>> near_;
    };

    void add(probe const& p, op::point const& at, std::string const& engine, jet const& actual, taylor<precise> const& expected, neighbourhood& near, std::array<worst, 3>& to) {
        auto const compare = [&](std::size_t order, double a, precise const& e, auto part) {
            if ((boost::multiprecision::isnan)(e)) return;
            double error = e == 0 ? (std::abs(a) < 0x1p-900 ? 0 : infinity) : error_in_ulp(a, e, e);
            if (error > 2 && error > to[order].error && std::isfinite(a) && counts(e)) {
                // A zero of the number itself, exactly: the neighbours tell its size.
                precise const scale = e == 0 ? near.scale(precise(a), part) : near.scale(e, part);
                error = scale == 0 ? infinity : error_in_ulp(a, e == 0 ? precise(0) : e, scale);
            }
            if (error > to[order].error) to[order] = {error, at, engine, a, static_cast<double>(e)};
        };
        auto const n = static_cast<std::size_t>(p.arity);
        compare(0, actual.value, expected.value, [](auto const& d) { return d.value; });
        for (std::size_t i = 0; i < n; ++i) {
            if (!p.active[i]) continue;
            compare(1, actual.first[i], expected.first[i], [i](auto const& d) { return d.first[i]; });
            for (std::size_t j = 0; j < n; ++j)
                if (p.active[j]) compare(2, actual.second[i][j], expected.second[i][j], [i, j](auto const& d) { return d.second[i][j]; });
        }
    }

    bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

    // But for roundings, which are in the order that an engine has its factors in; of what hardly is, or exceeds, a number that may be all.
    bool nearly_same(double a, double b) {
        double const least = std::min(std::abs(a), std::abs(b)), largest = std::max(std::abs(a), std::abs(b));
        return same(a, b) || largest < 0x1p-960 || ((a < 0) == (b < 0) && (std::abs(a - b) <= 1e-12 * largest || least > 0x1p960));
    }

    void check_float(probe const& p, op::point at) {
        for (double& x : at) x = static_cast<double>(static_cast<float>(x));
        jet const in_double = p.graph(at), in_float = p.single(at);
        double largest = 0;
        for (double const d : in_double.first) largest = std::max(largest, std::abs(d));
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k)
            if (std::abs(in_float.first[k] - in_double.first[k]) > (p.special ? 1e-3 : 1e-5) * std::max(std::abs(in_double.first[k]), 0.01 * largest))
                failure(text_of(p, at) + " in float: the partial " + std::to_string(k) + " is " + std::to_string(in_float.first[k]) + ", not " + std::to_string(in_double.first[k]));
    }

    std::string digits(double x) {
        std::ostringstream to;
        to.precision(17);
        to << x;
        return to.str();
    }

}

std::string text_of(probe const& p, op::point const& at) {
    std::string s = p.name + "(";
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k) s += (k ? ", " : "") + digits(at[k]);
    return s + ")";
}

void failure(std::string const& what) {
    std::cout << "error: " << what << std::endl;
    ++failed;
}
int failures() { return failed; }

namespace {

    bool finite(jet const& j) {
        bool all = std::isfinite(j.value);
        for (std::size_t i = 0; i < 3; ++i) {
            all = all && std::isfinite(j.first[i]);
            for (std::size_t k = 0; k < 3; ++k) all = all && std::isfinite(j.second[i][k]);
        }
        return all;
    }
    bool within_range(taylor<precise> const& d) {
        jet j{static_cast<double>(d.value)};
        for (std::size_t i = 0; i < 3; ++i) {
            j.first[i] = static_cast<double>(d.first[i]);
            for (std::size_t k = 0; k < 3; ++k) j.second[i][k] = static_cast<double>(d.second[i][k]);
        }
        return finite(j);
    }

}

accuracy measure(probe const& p, int points) {
    accuracy result;
    auto const n = static_cast<std::size_t>(p.arity);
    std::pair<char const*, engine> const engines[] = {{"graph", p.graph}, {"forward sweep", p.forward}, {"tape", p.tape}, {"expression", p.expression}};
    for (int i = -static_cast<int>(p.constant.size()); i < 2 * points; ++i) {
        // The points of a shorter run are among those of a longer one.
        domains::uniform random(hash(p.name) + static_cast<std::uint64_t>(i));
        bool const constant = i < 0, tame = constant || i % 2 == 0;
        op::point const at = constant ? p.constant[static_cast<std::size_t>(-1 - i)].first : draw(p, tame, random);
        ++result.points;
        auto const expected = by_differences(p, places_of(at));
        jet const graph = p.graph(at);
        neighbourhood near(p, at);
        for (auto const& [name, call] : engines) {
            // The zeros of a direction are numbers here, and times infinity NaN: no derivative of the others may overflow.
            if (call == p.forward && !(finite(graph) && (!expected || within_range(*expected)))) continue;
            jet const actual = call == p.graph ? graph : call(at);
            if (!same(actual.value, graph.value)) failure(text_of(p, at) + ": the value by the " + name + " is " + digits(actual.value) + ", by the graph " + digits(graph.value));
            if (expected) add(p, at, name, actual, *expected, near, tame ? result.tame : result.whole);
            else {
                // At a kink or a singular point, or where there is no reference: whatever it is, it is the same for all.
                for (std::size_t k = 0; k < n; ++k)
                    if (!nearly_same(actual.first[k], graph.first[k])) failure(text_of(p, at) + ": partial " + std::to_string(k) + " by the " + name + " is " + digits(actual.first[k]) + ", by the graph " + digits(graph.first[k]));
            }
        }
        if (!expected) ++result.skipped;
        else if (constant) add(p, at, "constant expression", p.constant[static_cast<std::size_t>(-1 - i)].second, *expected, near, result.tame);
        if (tame && i < 100) check_float(p, at);
    }
    for (std::size_t order = 0; order < 3; ++order)
        if (result.tame[order].error > result.whole[order].error) result.whole[order] = result.tame[order];
    return result;
}

namespace {

    // What must hold where the derivative tends to `left` and `right`: their common value if they have one; else each policy's
    // choice. A side outside of the domain has no limit.
    void check_limit(probe const& p, op::point const& at, std::size_t policy, std::string const& engine, double actual, std::optional<double> left, std::optional<double> right) {
        if (!left && !right) return;
        if (!left) left = right;
        if (!right) right = left;
        double const low = std::min(*left, *right), high = std::max(*left, *right);
        auto const near = [&](double expected) { return same(actual, expected) || std::abs(actual - expected) <= 1e-6 * std::abs(expected); };
        bool const fine = policy == 3 && (std::isinf(low) || std::isinf(high)) ? actual == 0 || near(low)
                          : low == high                                       ? near(low)
                          : policy == 1                                       ? near(*left)
                          : policy == 2                                       ? near(*right)
                          : std::isinf(low) && std::isinf(high)               ? true
                                                                              : actual >= low - 1e-6 && actual <= high + 1e-6;
        if (!fine)
            failure(text_of(p, at) + ": the derivative by the " + engine + " with " + policy_names[policy] + " is " + digits(actual) + "; from the left it tends to " + digits(*left) +
                    ", from the right to " + digits(*right));
    }

}

std::vector<at_infinity> derivatives_at_infinity(probe const& p) {
    std::vector<at_infinity> all;
    if (p.constant.empty() && !p.special) return all;
    for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k) {
        if (p.integer[k]) continue;
        for (int const sign : {-1, 1}) {
            if (sign < 0 ? p.domain[k].low > -1e300 : p.domain[k].high < 1e300) continue;
            domains::uniform random(static_cast<std::uint64_t>(sign + 7));
            op::point at = draw(p, true, random);
            limits const limit = limits_at_infinity(p, at, k, sign);
            at[k] = sign * infinity;
            if (p.special && std::isnan(p.graph(at).value)) continue;
            all.push_back({at, k, limit.first, p.graph(at), p.tape(at)});
        }
    }
    return all;
}

namespace {

    // Each partial along its own operand, the others exactly at the point.
    void check_partial_limits(probe const& p, op::point const& at) {
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k) {
            if (!p.active[k]) continue;
            std::array<int, 3> left{}, right{};
            left[k] = -1, right[k] = 1;
            limits const below = limits_along(p, at, left), above = limits_along(p, at, right);
            jet const there = p.graph(at);
            if (std::isnan(there.value)) continue;  // where there is no value there is no derivative
            check_limit(p, at, 0, "graph", there.first[k], below.first[k], above.first[k]);
            auto const l = below.second[k][k] ? below.second[k][k] : above.second[k][k], r = above.second[k][k] ? above.second[k][k] : l;
            if (l && *l == *r && std::isfinite(*l)) check_limit(p, at, 0, "graph (second order)", there.second[k][k], l, r);
        }
    }

}

int check_limits(probe const& p) {
    int checked = 0;
    if (p.constant.empty() && !p.special) return 0;
    auto const n = static_cast<std::size_t>(p.arity);
    for (op::point const& at : p.exceptional) {
        for (std::size_t policy = 0; policy < 4; ++policy)
            for (std::size_t k = 0; k < n; ++k)
                if (!same(p.graph_with[policy](at).first[k], p.tape_with[policy](at).first[k]))
                    failure(text_of(p, at) + " with " + policy_names[policy] + ": partial " + std::to_string(k) + " by the graph is " + digits(p.graph_with[policy](at).first[k]) + ", by the tape " +
                            digits(p.tape_with[policy](at).first[k]));
        if (p.special) check_partial_limits(p, at), ++checked;
        if (n > 1 || p.special) continue;
        limits const left = limits_along(p, at, {-1}), right = limits_along(p, at, {1});
        for (std::size_t policy = 0; policy < 4; ++policy) check_limit(p, at, policy, "graph", p.graph_with[policy](at).first[0], left.first[0], right.first[0]);
        ++checked;
        // The second derivative, where it tends to one number from both sides: NaN is no answer there.
        auto const l = left.second[0][0] ? left.second[0][0] : right.second[0][0], r = right.second[0][0] ? right.second[0][0] : l;
        if (l && *l == *r && std::isfinite(*l)) check_limit(p, at, 0, "graph (second order)", p.graph(at).second[0][0], l, r);
    }
    for (at_infinity const& there : derivatives_at_infinity(p)) {
        for (std::size_t i = 0; i < n; ++i) {
            if (!same(there.by_graph.first[i], there.by_tape.first[i]))
                failure(text_of(p, there.at) + ": the partial by the tape is " + digits(there.by_tape.first[i]) + ", by the graph " + digits(there.by_graph.first[i]));
            // NaN for a limit is listed in docs/operators.md.
            if (p.active[i] && !std::isnan(there.by_graph.first[i])) check_limit(p, there.at, 0, "graph", there.by_graph.first[i], there.limit[i], {});
        }
        ++checked;
    }
    return checked;
}

// In these operands an operation is linear: the partial is a formula of the others.
bool is_linear_in(probe const& p, std::size_t k) {
    static constexpr char const* all[] = {"add0", "add1", "sub0", "sub1", "neg0", "mul0", "mul1", "div0", "fma0", "fma1", "fma2", "lerp0", "lerp1", "lerp2", "midpoint0", "midpoint1", "ldexp0", "xlogy0", "xlog1py0"};
    return std::ranges::find(all, p.name + std::to_string(k)) != std::end(all);
}

std::vector<op::point> special_points(probe const& p) {
    std::vector<op::point> all = p.exceptional;
    for (op::point const& end : p.ends)
        if (std::ranges::find(all, end) == all.end()) all.push_back(end);
    return all;
}

namespace {

    op::point with_nan(probe const& p, std::size_t k) {
        domains::uniform random(hash(p.name));
        op::point at = draw(p, true, random);
        at[k] = std::numeric_limits<double>::quiet_NaN();
        return at;
    }

    void check_nan(probe const& p, std::size_t k) {
        op::point const at = with_nan(p, k);
    std::pair<char const*, engine> const engines[] = {{"graph", p.graph}, {"forward sweep", p.forward}, {"tape", p.tape}, {"expression", p.expression}, {"graph in float", p.single},
                                                      {"graph from the left", p.graph_with[1]}, {"graph from the right", p.graph_with[2]}, {"graph, finite", p.graph_with[3]},
                                                      {"tape from the left", p.tape_with[1]}, {"tape from the right", p.tape_with[2]}, {"tape, finite", p.tape_with[3]}};
        for (auto const& [name, call] : engines) {
            if (!call) continue;
            double const actual = call(at).first[k];
            // fmax and fmin follow the operand that they return.
            bool const fine = p.name == "fmax" || p.name == "fmin" ? actual == 0 : std::isnan(actual);
            if (!fine) failure(text_of(p, at) + ": the partial in the operand that is no number is " + digits(actual) + " by the " + name);
        }
    }

    // Where a mixed derivative is infinite, or none, kinks::finite makes it a number that depends on the order of the two.
    bool is_defined(probe const& p, op::point const& at, std::size_t i, std::size_t j) {
        return i == j || std::isfinite(p.graph(at).second[i][j]);
    }

    void check_agreement(probe const& p, op::point const& at, std::size_t policy) {
        jet const graph = p.graph_with[policy](at);
        auto const n = static_cast<std::size_t>(p.arity);
        std::pair<char const*, engine> const engines[] = {{"tape", p.tape_with[policy]}, {"expression", policy == 0 ? p.expression : nullptr}, {"forward sweep", policy == 0 && finite(graph) ? p.forward : nullptr}};
        for (auto const& [name, call] : engines) {
            if (!call) continue;
            jet const other = call(at);
            auto const compare = [&](std::string const& what, double a, double b) {
                if (!nearly_same(a, b)) failure(text_of(p, at) + " with " + policy_names[policy] + ": " + what + " by the " + name + " is " + digits(b) + ", by the graph " + digits(a));
            };
            compare("the value", graph.value, other.value);
            for (std::size_t i = 0; i < n; ++i) {
                if (p.active[i]) compare("partial " + std::to_string(i), graph.first[i], other.first[i]);
                for (std::size_t j = 0; j < n && p.has_second[policy]; ++j) {
                    if (!p.active[i] || !p.active[j] || (policy == 3 && !is_defined(p, at, i, j))) continue;
                    // Of a special function's mixed ones one order may know no number where the other one does.
                    if (p.special && i != j && (std::isnan(graph.second[i][j]) || std::isnan(other.second[i][j]))) continue;
                    compare("second partial " + std::to_string(i) + std::to_string(j), graph.second[i][j], other.second[i][j]);
                }
            }
        }
    }

}

std::optional<double> derivative_at_nan(probe const& p, std::size_t k) {
    if (p.integer[k]) return {};
    double const actual = p.graph(with_nan(p, k)).first[k];
    if (std::isnan(actual)) return {};
    return actual;
}

int check_special_operands(probe const& p) {
    auto const n = static_cast<std::size_t>(p.arity);
    int checked = 0;
    bool constant = true;  // piecewise: a structural zero
    for (std::size_t k = 0; k < n; ++k) constant = constant && !p.active[k];
    for (std::size_t k = 0; k < n && !constant; ++k)
        if (p.active[k] && !p.integer[k] && !is_linear_in(p, k)) check_nan(p, k), ++checked;
    if (!p.graph_with[0]) return checked;
    for (op::point const& at : special_points(p)) {
        ++checked;
        for (std::size_t policy = 0; policy < 4; ++policy) check_agreement(p, at, policy);
        bool end = false;
        for (std::size_t k = 0; k < n; ++k) end = end || (!p.integer[k] && (at[k] == p.domain[k].low || at[k] == p.domain[k].high));
        if (!end) continue;
        jet there = p.graph_with[3](at);
        there.value = 0;
        if (!finite(there)) failure(text_of(p, at) + " with kinks::finite: a derivative is infinite or no number");
    }
    return checked;
}

}
