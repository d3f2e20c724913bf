// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Reads programs and checks them, as check.cpp checks those that are compiled; the text is random_programs.py's.
#include "interpret.hpp"

#include <cmath>
#include <cstdint>
#include <optional>
#include <sstream>

namespace random_programs {

namespace {

    listed_operand read_operand(std::istream& from) {
        std::string word;
        from >> word;
        if (word[0] == 'n') return {'n', 0, std::strtod(word.c_str() + 1, nullptr)};
        return {word[0], std::atoi(word.c_str() + 1), 0};
    }
    bool read_listing(std::istream& from, listing& l) {
        std::string word;
        std::size_t statements = 0, others = 0;
        if (!(from >> word) || word != "program") return false;
        l = {};
        from >> l.number >> l.bitwise >> l.second >> l.bits >> statements >> others;
        l.result = read_operand(from), l.dead = read_operand(from);
        for (std::size_t i = 0; i < others; ++i) l.others.push_back(read_operand(from));
        for (std::size_t i = 0; i < statements; ++i) {
            statement s;
            std::size_t operands = 0;
            from >> s.kind >> s.what >> s.low >> s.high >> s.symbols >> s.is_dead >> operands;
            for (std::size_t k = 0; k < operands; ++k) s.operands.push_back(read_operand(from));
            l.statements.push_back(s);
        }
        return true;
    }

    // The programs of the listing that is running.
    struct compiled_now {
        std::optional<program_now<double>> value, gradient, value_and_gradient, forward, hessian, third, rows, fast, fast_hessian;
        std::optional<program_now<typegrad::tape::variable<double>>> gradient_on_tape;
        std::array<std::optional<program_now<double>>, 7> variant;
        graph_now const *graph_of_gradient = nullptr, *graph_of_hessian = nullptr, *graph_of_third = nullptr;
        point direction{};
    };
    compiled_now now;

    std::vector<double> inputs_of(point const& at) { return {at.begin(), at.end()}; }
    point row(std::vector<double> const& out, std::size_t first) {
        point p;
        for (std::size_t i = 0; i < inputs; ++i) p[i] = out[first + i];
        return p;
    }
    std::array<point, inputs> rows_of(std::vector<double> const& out) {
        std::array<point, inputs> all;
        for (std::size_t k = 0; k < inputs; ++k) all[k] = row(out, k * inputs);
        return all;
    }

    // The sum of a graph's outputs, each times its part of the direction.
    template <class Use>
    graph_now const& along(graph_now const& source, point const& direction) {
        builder graph(tg::graph::view<double>(source), source.node_count + 16);
        traced_value sum(0);
        for (int k = 0; k < source.output_count; ++k)  // (0 times what is no number would count)
            if (double const d = direction[static_cast<std::size_t>(k)]; d != 0) sum = sum + traced_value::of(&graph, source.outputs[k]) * d;
        int const output = sum.operand_in(graph);
        return finish<Use>(graph, &output, 1, 1, true);
    }
    struct first_along;
    struct second_along;
    struct of_gradient;
    struct of_first;
    struct of_second;
    struct of_fast;
    constexpr auto fast = typegrad::kink_policy::least_norm | typegrad::kink_policy::fast;

    template <change Change>
    point gradient_of(point const& at) {
        return row((*now.variant[static_cast<std::size_t>(Change)])(inputs_of(at)), 0);
    }
    template <change Change>
    void add_variant(program& p) {
        change_now = Change;
        now.variant[static_cast<std::size_t>(Change)].emplace(reverse_now<std::integral_constant<change, Change>, false, true, 0>(trace_now<one_value_t>()));
        change_now = change::none;
        if constexpr (Change == change::permutation) {
            p.variants.push_back({what_of(Change), [](point const& at) {
                                      point const g = gradient_of<Change>(point{at[5], at[4], at[3], at[1], at[2], at[0]});
                                      return point{g[5], g[3], g[4], g[2], g[1], g[0]};
        }, is_exact(Change)});
        } else if constexpr (Change != change::none) {
            p.variants.push_back({what_of(Change), &gradient_of<Change>, is_exact(Change)});
        }
    }

    // How far a sum of products is off is seen by doing it in more digits: so far, and some times as far by another engine.
    result noise_at(program const& p, point const& at) {
        std::vector<long double> const input(at.begin(), at.end());
        auto const off = [](double rounded, long double better) {
            double const d = static_cast<double>(rounded - better);
            return std::isfinite(d) ? 64 * std::abs(d) : 0;
        };
        result noise{};
        auto const g = (*now.value_and_gradient)(inputs_of(at));
        auto const better = program_now<long double>(*now.graph_of_gradient)(input);
        for (std::size_t i = 0; i < inputs; ++i) noise.first[i] = off(g[i + 1], better[i + 1]);
        if (now.hessian) {
            auto const h = (*now.hessian)(inputs_of(at)), t = (*now.third)(inputs_of(at));
            auto const better_h = program_now<long double>(*now.graph_of_hessian)(input), better_t = program_now<long double>(*now.graph_of_third)(input);
            for (std::size_t i = 0; i < inputs; ++i) {
                for (std::size_t k = 0; k < inputs; ++k) noise.second[i][k] = off(h[i * inputs + k], better_h[i * inputs + k]);
                noise.value += now.direction[i] == 0 ? 0 : off(t[i], better_t[i]) * std::abs(now.direction[i]);
            }
        }
        // The tape and the sweep forward round otherwise: what they make of points beside this one says how. (Where terms cancel, one point may
        // happen to be rounded as this one is.)
        for (int const times : {4, -4, 5}) {
            point beside = at;
            for (double& x : beside) x *= 1 + times * std::numeric_limits<double>::epsilon();
            auto const add = [](double& to, double a, double b) { to += std::isfinite(a - b) ? 64 * std::abs(a - b) : 0; };
            auto const tape = [](point const& there) { return typegrad::tape::gradient(one_value)(there); };
            point const a = tape(at), b = tape(beside), fa = p.forward(at).first, fb = p.forward(beside).first;
            for (std::size_t i = 0; i < inputs; ++i) add(noise.first[i], a[i], b[i]), add(noise.first[i], fa[i], fb[i]);
            if (!p.second_by_tape) continue;
            auto const here = p.second_by_tape(at).second, there = p.second_by_tape(beside).second;
            for (std::size_t i = 0; i < inputs; ++i)
                for (std::size_t k = 0; k < inputs; ++k) add(noise.second[i][k], here[i][k], there[i][k]);
        }
        return noise;
    }

    finding check_listing(listing const& l, int points) {
        running = &l;
        now = {};
        program p{};
        p.number = l.number, p.bitwise = l.bitwise, p.bits = l.bits;
        for (auto const& s : l.statements) {
            p.uses_array = p.uses_array || s.kind == "loop";
            for (auto const& o : s.operands) p.uses_array = p.uses_array || (o.kind == 'i' && o.index >= 3);
        }
        p.plain = [](point const& at) { return one_value(at); };
        p.all_moderate = [](point const& at) { return is_moderate(at, false); };
        p.all_moderate_in_all = [](point const& at) { return is_moderate(at, true); };
        p.noise = &noise_at;
        p.in_many_digits = [](std::array<precise, inputs> const& at) {
            std::array<exact, inputs> a;
            for (std::size_t i = 0; i < inputs; ++i) a[i] = at[i];
            exact const y = one_value(a);
            return y.undefined ? precise(std::numeric_limits<double>::quiet_NaN()) : y.value;
        };
        graph_now const& source = trace_now<one_value_t>();
        now.value.emplace(source);
        now.graph_of_gradient = &reverse_now<of_gradient, true, true, 0>(source);
        now.value_and_gradient.emplace(*now.graph_of_gradient);
        now.forward.emplace(push_forward_now<of_gradient>(source));
        now.fast.emplace(fast_now<of_gradient>(reverse_now<of_fast, true, true, 0, fast>(take_products_apart_now<of_gradient>(source))));
        p.fast = [](point const& at) {
            auto const out = (*now.fast)(inputs_of(at));
            return with(out[0], row(out, 1));
        };
        p.value = [](point const& at) { return (*now.value)(inputs_of(at))[0]; };
        p.graph = [](point const& at) {
            auto const out = (*now.value_and_gradient)(inputs_of(at));
            return with(out[0], row(out, 1));
        };
        p.forward = [](point const& at) {
            result r;
            for (std::size_t i = 0; i < inputs; ++i) {
                auto input = inputs_of(at);
                input.resize(2 * inputs);
                input[inputs + i] = 1;
                auto const out = (*now.forward)(input);
                r.value = out[0], r.first[i] = out[1];
            }
            return r;
        };
        p.tape = [](point const& at) {
            auto const [value, gradient] = typegrad::tape::value_and_gradient(one_value)(at);
            return with(value, gradient);
        };
        p.gradient_alone = &gradient_of<change::none>;
        add_variant<change::none>(p);
        if (l.dead.kind != 'n') add_variant<change::dead_code>(p), add_variant<change::dead_code_before>(p), add_variant<change::untaken_branch>(p);
        add_variant<change::dead_code_of_its_own>(p);
        add_variant<change::identity>(p);
        add_variant<change::permutation>(p);
        if (l.second) {
            trace_now<one_value_t>();
            now.graph_of_hessian = &reverse_now<of_second, false, true, 0>(reverse_now<of_first, false, false, 1>(source));
            now.hessian.emplace(*now.graph_of_hessian);
            now.fast_hessian.emplace(fast_now<of_second>(reverse_now<of_fast, false, true, 0, fast>(reverse_now<of_fast, false, false, 1, fast>(source))));
            p.second_fast = [](point const& at) { return result{0, {}, rows_of((*now.fast_hessian)(inputs_of(at)))}; };
            now.gradient_on_tape.emplace(reverse_now<of_first, false, false, 1>(source));
            p.second = [](point const& at) { return result{0, {}, rows_of((*now.hessian)(inputs_of(at)))}; };
            // The tape over the sweep.
            p.second_by_tape = [](point const& at) {
                return result{0, {}, typegrad::tape::jacobian([](auto const& a) {
                                  auto const out = (*now.gradient_on_tape)({a.begin(), a.end()});
                                  std::array<std::remove_cvref_t<decltype(a[0])>, inputs> g;
                                  for (std::size_t i = 0; i < inputs; ++i) g[i] = out[i];
                                  return g;
                              })(at)};
            };
            domains::uniform random(static_cast<std::uint64_t>(l.number) + 5);
            if (random(2) == 0) {
                for (double& d : p.direction) d = random({-1, 1});
            } else {
                for (int k = random(2); k >= 0; --k) p.direction[static_cast<std::size_t>(random(p.uses_array ? inputs : 3))] = 1;
            }
            graph_now const& d1 = along<first_along>(reverse_now<of_gradient, false, false, 2>(source), p.direction);
            graph_now const& d2 = along<second_along>(reverse_now<first_along, false, false, 1>(d1), p.direction);
            now.graph_of_third = &reverse_now<second_along, false, true, 0>(d2);
            now.third.emplace(*now.graph_of_third);
            now.direction = p.direction;
            p.third = [](point const& at) {
                auto const out = (*now.third)(inputs_of(at));
                double sum = 0;
                for (std::size_t i = 0; i < inputs; ++i) sum += now.direction[i] == 0 ? 0 : out[i] * now.direction[i];
                return sum;
            };
        }
        if (!l.others.empty()) {
            now.rows.emplace(reverse_now<three_values_t, false, true, 0>(trace_now<three_values_t>()));
            p.rows = [](point const& at) {
                auto const out = (*now.rows)(inputs_of(at));
                std::array<point, values> all;
                for (std::size_t k = 0; k < values; ++k) all[k] = row(out, k * inputs);
                return all;
            };
            p.rows_by_tape = [](point const& at) -> std::array<point, values> { return typegrad::tape::jacobian(three_values)(at); };
        }
        for (auto const* program : {&now.value, &now.value_and_gradient, &now.forward, &now.hessian, &now.third, &now.rows, &now.fast, &now.fast_hessian})
            if (*program && !(*program)->is_verified) return {"a program that reads what has not been computed, or a graph that is not as it should be", 0};
        for (auto const& program : now.variant)
            if (program && !program->is_verified) return {"a variant of the program reads what has not been computed, or its graph is not as it should be", 0};
        return check(p, points);
    }

}

}

int main(int count, char** argument) {
    using namespace random_programs;
    int const points = count > 1 ? std::atoi(argument[1]) : 4;
    int compared = 0, large = 0;
    listing l;
    while (read_listing(std::cin, l)) {
        try {
            finding const found = check_listing(l, points);
            compared += found.compared;
            if (!found.what.empty()) std::cout << "program " << l.number << ": " << found.what << std::endl;
        } catch (too_large const&) {
            ++large;
        }
    }
    std::cout << "compared " << compared << ", too large " << large << '\n';
}
