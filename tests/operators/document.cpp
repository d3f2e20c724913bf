// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
#include "document.hpp"

#include <cmath>
#include <ctime>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

namespace harness {

namespace {

    std::string number(double x, int digits = 6) {
        if (std::isnan(x)) return "NaN";
        if (std::isinf(x)) return x < 0 ? "−∞" : "∞";
        std::ostringstream to;
        to << std::setprecision(digits) << std::abs(x);
        return (x < 0 ? "−" : "") + to.str();
    }

    // A derivative; what rounding leaves of a zero may differ from compiler to compiler.
    std::string partial(double x) { return number(std::abs(x) < 1e-13 ? 0 : x); }

    template <class Print>
    std::string joined(std::size_t n, Print print) {
        std::string all;
        for (std::size_t k = 0; k < n; ++k) all += (k ? ", " : "") + print(k);
        return n > 1 ? "(" + all + ")" : all;
    }

    std::string domain(probe const& p) {
        static constexpr char const* variable[] = {"a", "b", "c"};
        std::string all;
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k) {
            op::interval const in = p.domain[k];
            bool const below = std::isfinite(in.low), above = std::isfinite(in.high);
            // An end that is a pole of the value does not belong to the domain: the table beside it tells.
            std::string const part = below && above ? number(in.low) + " ≤ " + variable[k] + " ≤ " + number(in.high)
                                     : below        ? std::string(variable[k]) + " ≥ " + number(in.low)
                                     : above        ? std::string(variable[k]) + " ≤ " + number(in.high)
                                                    : "";
            std::string const whole = p.integer[k] ? std::string(variable[k]) + " integer" : "";
            for (std::string const& text : {part, whole})
                if (!text.empty()) all += (all.empty() ? "" : ", ") + text;
        }
        std::string missing;
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k)
            if (!p.differentiable[k]) missing += (missing.empty() ? "no derivative in " : " and ") + std::string(variable[k]);
        if (!missing.empty()) all += (all.empty() ? "" : ", ") + missing;
        return all.empty() ? "all numbers" : all;
    }

    std::string call(probe const& p) {
        static constexpr char const* variable[] = {"a", "b", "c"};
        auto const v = [](std::size_t k) { return std::string(variable[k]); };
        auto const n = static_cast<std::size_t>(p.arity);
        std::string const text = p.text == "||" ? "\\|\\|" : p.text;
        if (p.infix) return "`a " + text + " b`";
        if (!(p.text[0] >= 'a' && p.text[0] <= 'z')) return "`" + text + "a`";
        std::string all = "`" + text + "(";
        for (std::size_t k = 0; k < n; ++k) all += (k ? ", " : "") + v(k);
        return all + ")`" + (p.name != p.text ? " (" + p.name + ")" : "");
    }

}

void print_conventions(std::ostream& to, std::vector<probe> const& table) {
    to << "| operator | domain | at | value | derivative | `kinks::left` | `kinks::right` | `kinks::finite` | second derivative |\n"
          "|---|---|---|---|---|---|---|---|---|\n";
    for (probe const& p : table) {
        if (!p.is_function) continue;
        auto const n = static_cast<std::size_t>(p.arity);
        std::string const head = "| " + call(p) + " | " + domain(p) + " |";
        if (p.exceptional.empty()) to << head << " | | | | | | |\n";
        bool first = true, active = false;
        for (std::size_t k = 0; k < n; ++k) active = active || p.active[k];
        for (op::point const& at : p.exceptional) {
            to << (first ? head : "| | |") << ' ' << joined(n, [&](std::size_t k) { return number(at[k]); }) << " | " << number(p.graph(at).value) << " |";
            first = false;
            auto const partials = [&](jet const& j) { return joined(n, [&](std::size_t k) { return p.active[k] || !active ? partial(j.first[k]) : std::string("–"); }); };
            std::string const standard = partials(p.graph_with[0](at));
            to << ' ' << standard << " |";
            for (std::size_t policy = 1; policy < 4; ++policy) {
                // What a policy leaves alone is not repeated.
                std::string const other = partials(p.graph_with[policy](at));
                to << ' ' << (other == standard ? "" : other) << (other == standard ? "|" : " |");
            }
            jet const j = p.graph(at);
            std::string second;
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t k = i; k < n; ++k)
                    if (p.active[i] && p.active[k]) second += (second.empty() ? "" : ", ") + partial(j.second[i][k]);
            to << ' ' << (n > 1 ? "(" + second + ")" : second) << " |\n";
        }
    }
}

void print_infinities(std::ostream& to, std::vector<probe> const& table) {
    static constexpr char const* variable[] = {"a", "b", "c"};
    to << "\nAt an infinite operand, the others finite, the derivative is its limit, with these exceptions, where it is NaN:\n\n";
    for (probe const& p : table) {
        if (!p.is_function) continue;
        std::string where;
        for (at_infinity const& there : derivatives_at_infinity(p)) {
            for (std::size_t i = 0; i < static_cast<std::size_t>(p.arity); ++i) {
                if (!there.limit[i] || !p.active[i] || !std::isnan(there.by_graph.first[i])) continue;
                where += where.empty() ? "" : "; ";
                where += (p.arity > 1 ? std::string("in ") + variable[i] + " at " : std::string()) + variable[there.operand] + " = " + number(there.at[there.operand]) +
                         ", where it tends to " + number(*there.limit[i]);
            }
        }
        if (!where.empty()) to << "- " << call(p) << ": " << where << '\n';
    }
}

void print_kinks(std::ostream& to, std::vector<probe> const& table) {
    to << "| operator | at | value | first | `left` | `right` | `finite` | second | `left` | `right` | `finite` |\n"
          "|---|---|---|---|---|---|---|---|---|---|---|\n";
    for (probe const& p : table) {
        if (!p.is_function) continue;
        check_special_operands(p);
        auto const n = static_cast<std::size_t>(p.arity);
        bool first = true, active = false;
        for (std::size_t k = 0; k < n; ++k) active = active || p.active[k];
        if (!p.graph_with[0]) continue;
        for (op::point const& at : special_points(p)) {
            to << "| " << (first ? call(p) : "") << " | " << joined(n, [&](std::size_t k) { return number(at[k]); }) << " | " << number(p.graph(at).value) << " |";
            first = false;
            jet const standard = p.graph(at);
            auto const partials = [&](std::size_t policy) {
                jet const j = p.graph_with[policy](at);
                return joined(n, [&](std::size_t k) { return p.active[k] || !active ? partial(j.first[k]) : std::string("–"); });
            };
            auto const seconds = [&](std::size_t policy) {
                jet const j = p.graph_with[policy](at);
                std::string all;
                for (std::size_t i = 0; i < n; ++i)
                    for (std::size_t k = i; k < n; ++k)
                        if (p.active[i] && p.active[k]) all += (all.empty() ? "" : ", ") + (policy == 3 && i != k && !std::isfinite(standard.second[i][k]) && std::isfinite(j.second[i][k]) ? std::string("·") : partial(j.second[i][k]));
                return n > 1 ? "(" + all + ")" : all;
            };
            auto const row = [&](auto const& cell, bool second) {
                std::string const by_default = cell(0);
                to << ' ' << by_default << " |";
                for (std::size_t policy = 1; policy < 4; ++policy) {
                    std::string const other = second && !p.has_second[policy] ? by_default : cell(policy);
                    to << (other == by_default ? "" : " " + other) << " |";
                }
            };
            row(partials, false);
            row(seconds, true);
            to << '\n';
        }
    }
    to << "\nAn operand that is NaN has the derivative NaN, with these exceptions:\n\n";
    static constexpr char const* variable[] = {"a", "b", "c"};
    for (probe const& p : table) {
        if (!p.is_function) continue;
        std::string where;
        for (std::size_t k = 0; k < static_cast<std::size_t>(p.arity); ++k)
            if (std::optional<double> const other = derivative_at_nan(p, k); other && p.differentiable[k]) where += (where.empty() ? "" : "; ") + std::string(variable[k]) + ": " + (is_linear_in(p, k) ? std::string("a formula of the others, for it is linear in this one") : partial(*other));
        if (!where.empty()) to << "- " << call(p) << ": " << where << '\n';
    }
}

void print_accuracy_heading(std::ostream& to, int points, int special_points) {
    std::time_t const now = std::time(nullptr);
    to << "Measured on " << std::put_time(std::gmtime(&now), "%Y-%m-%d") << " with " <<
#ifdef __clang__
        "clang " << __clang_major__ << '.' << __clang_minor__
#else
        "g++ " << __GNUC__ << '.' << __GNUC_MINOR__
#endif
#ifdef __GLIBC__
       << ", libm of glibc " << gnu_get_libc_version()
#endif
#ifdef TYPEGRAD_TESTS_MPFR
       << ", against differences in MPFR " << MPFR_VERSION_STRING
#endif
       << ", " << points << " points of each kind for each operator, " << special_points << " for each special function.\n\n"
          "| operator | value | first | second | value, anywhere | first, anywhere | second, anywhere | the worst first derivative is at | the worst second derivative is at |\n"
          "|---|---|---|---|---|---|---|---|---|\n";
}

void print_accuracy(std::ostream& to, probe const& p, accuracy const& a) {
    auto const rounded = [](double error) { return error < 1e4 ? number(std::ceil(error * 100) / 100, 4) : error < 1e300 ? number(error, 1) : std::string("∞"); };
    to << "| `" << p.name << "` |";
    for (auto const& w : a.tame) to << ' ' << rounded(w.error) << " |";
    for (auto const& w : a.whole) to << ' ' << rounded(w.error) << " |";
    for (std::size_t const order : {1u, 2u}) {
        worst const& w = a.whole[order];
        to << ' ' << (w.error <= 2 ? "" : joined(static_cast<std::size_t>(p.arity), [&](std::size_t k) { return number(w.at[k], 4); }) + (w.engine == "graph" ? "" : ", " + w.engine)) << " |";
    }
    to << std::endl;
}

std::map<std::string, stated> read_accuracy(std::string const& file) {
    std::map<std::string, stated> all;
    std::ifstream from(file);
    if (!from) failure("cannot read " + file);
    for (std::string line; std::getline(from, line);) {
        if (line.rfind("| `", 0) != 0) continue;
        std::istringstream cells(line);
        std::string cell;
        std::getline(cells, cell, '|');
        std::getline(cells, cell, '|');
        std::string const name = cell.substr(2, cell.size() - 4);
        std::array<double, 6> value{};
        for (double& v : value) {
            std::getline(cells, cell, '|');
            v = cell.find("∞") != std::string::npos ? HUGE_VAL : std::stod(cell);
        }
        all[name] = {{value[0], value[1], value[2]}, {value[3], value[4], value[5]}};
    }
    return all;
}

}
