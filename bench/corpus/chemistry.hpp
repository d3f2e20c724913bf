// Copyright 2026 The typegrad authors. Distributed under the Boost Software License, Version 1.0.
// Chemistry, thermodynamics and biology. See corpus.hpp.
#pragma once

#include "entry.hpp"

namespace corpus {

struct van_der_waals : entry {
    static constexpr auto name = "van der Waals pressure";
    static constexpr auto source = "J. D. van der Waals, Over de Continuiteit van den Gas- en Vloeistoftoestand, thesis, Leiden (1873)";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{300.0, 2.5e-4, 0.3640, 4.267e-5};
    static constexpr auto formula = [](auto temperature, auto volume, auto a, auto b) { return 8.314462618 * temperature / (volume - b) - a / (volume * volume); };
};

struct redlich_kwong : entry {
    static constexpr auto name = "Redlich-Kwong pressure";
    static constexpr auto source = "O. Redlich, J. N. S. Kwong, On the thermodynamics of solutions V, Chem. Rev. 44 (1949) 233";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{350.0, 1.1e-3, 304.1, 7.38e6};
    static constexpr auto formula = [](auto t, auto v, auto critical_t, auto critical_p) {
        auto const r = 8.314462618;
        auto const a = 0.42748 * r * r * pow(critical_t, 2.5) / critical_p;
        auto const b = 0.08664 * r * critical_t / critical_p;
        return r * t / (v - b) - a / (sqrt(t) * v * (v + b));
    };
};

struct peng_robinson : entry {
    static constexpr auto name = "Peng-Robinson fugacity";
    static constexpr auto source = "D.-Y. Peng, D. B. Robinson, A new two-constant equation of state, Ind. Eng. Chem. Fundam. 15 (1976) 59, eq. 19";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{320.0, 2.0e6, 0.85, 369.8, 4.25e6, 0.152};
    static constexpr auto formula = [](auto t, auto p, auto z, auto critical_t, auto critical_p, auto omega) {
        auto const kappa = 0.37464 + 1.54226 * omega - 0.26992 * omega * omega;
        auto const root = 1 + kappa * (1 - sqrt(t / critical_t));
        auto const a = 0.45724 * critical_t * critical_t / critical_p * root * root * p / (t * t);
        auto const b = 0.07780 * critical_t / critical_p * p / t;
        return z - 1 - log(z - b) - a / (2.8284271247461903 * b) * log((z + 2.414213562373095 * b) / (z - 0.41421356237309503 * b));
    };
};

struct lee_kesler : entry {
    static constexpr auto name = "Lee-Kesler vapour pressure";
    static constexpr auto source = "B. I. Lee, M. G. Kesler, A generalized thermodynamic correlation, AIChE J. 21 (1975) 510";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{350.0, 469.7, 3.37e6, 0.251};
    static constexpr auto formula = [](auto t, auto critical_t, auto critical_p, auto omega) {
        auto const reduced = t / critical_t;
        auto const sixth = pow(reduced, 6);
        auto const f0 = 5.92714 - 6.09648 / reduced - 1.28862 * log(reduced) + 0.169347 * sixth;
        auto const f1 = 15.2518 - 15.6875 / reduced - 13.4721 * log(reduced) + 0.43577 * sixth;
        return critical_p * exp(f0 + omega * f1);
    };
};

struct shomate : entry {
    static constexpr auto name = "Shomate enthalpy";
    static constexpr auto source = "C. H. Shomate, A method for evaluating and correlating thermodynamic data, J. Phys. Chem. 58 (1954) 368";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{900.0, 30.09200, 6.832514, 6.793435, -2.534480, 0.082139, -250.8810};
    static constexpr auto formula = [](auto kelvin, auto a, auto b, auto c, auto d, auto e, auto f) {
        auto const t = kelvin / 1000;
        return a * t + b * t * t / 2 + c * t * t * t / 3 + d * t * t * t * t / 4 - e / t + f;
    };
};

struct morse : entry {
    static constexpr auto name = "Morse potential of a distance";
    static constexpr auto source = "P. M. Morse, Diatomic molecules according to the wave mechanics II, Phys. Rev. 34 (1929) 57";
    static constexpr std::tuple point{std::array{0.1, 0.3, -0.2}, std::array{1.0, 0.9, 0.4}, 4.7, 1.9, 1.3};
    static constexpr auto formula = [](auto const& p, auto const& q, auto depth, auto width, auto rest) {
        auto const x = p[0] - q[0], y = p[1] - q[1], z = p[2] - q[2];
        auto const decay = 1 - exp(-width * (sqrt(x * x + y * y + z * z) - rest));
        return depth * decay * decay;
    };
};

struct buckingham : entry {
    static constexpr auto name = "Buckingham potential with charges";
    static constexpr auto source = "R. A. Buckingham, The classical equation of state of gaseous helium, neon and argon, Proc. R. Soc. A 168 (1938) 264";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{2.1, 1388.77, 2.76, 175.0, 1.2, -0.6};
    static constexpr auto formula = [](auto r, auto a, auto b, auto c, auto q1, auto q2) { return a * exp(-b * r) - c / pow(r, 6) + 14.399645 * q1 * q2 / r; };
};

struct stillinger_weber : entry {
    static constexpr auto name = "Stillinger-Weber triple";
    static constexpr auto source = "F. H. Stillinger, T. A. Weber, Computer simulation of local order in condensed phases of silicon, Phys. Rev. B 31 (1985) 5262";
    static constexpr std::tuple point{std::array{0.0, 0.1, 0.0}, std::array{1.1, 0.0, 0.2}, std::array{-0.3, 1.0, 0.4}};
    static constexpr auto formula = [](auto const& i, auto const& j, auto const& k) {
        auto const distance = [](auto const& a, auto const& b) { return sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2])); };
        auto const rij = distance(i, j), rik = distance(i, k);
        auto const pair = [](auto r) { return 7.049556277 * (0.6022245584 * pow(r, -4) - 1) * exp(1 / (r - 1.8)); };
        auto const cosine = ((j[0] - i[0]) * (k[0] - i[0]) + (j[1] - i[1]) * (k[1] - i[1]) + (j[2] - i[2]) * (k[2] - i[2])) / (rij * rik);
        auto const angle = cosine + 1.0 / 3;
        return pair(rij) + pair(rik) + 21 * exp(1.2 / (rij - 1.8) + 1.2 / (rik - 1.8)) * angle * angle;
    };
};

struct debye_hueckel : entry {
    static constexpr auto name = "extended Debye-Hueckel activity";
    static constexpr auto source = "P. Debye, E. Hueckel, Zur Theorie der Elektrolyte I, Phys. Z. 24 (1923) 185; C. W. Davies, Ion Association (1962)";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.509, 2.0, 0.05, 0.3286, 4.5, 0.06};
    static constexpr auto formula = [](auto a, auto z, auto ionic, auto b, auto radius, auto slope) {
        return exp(2.302585092994046 * (-a * z * z * sqrt(ionic) / (1 + b * radius * sqrt(ionic)) + slope * ionic));
    };
};

struct nrtl : entry {
    static constexpr auto name = "NRTL excess energy";
    static constexpr auto source = "H. Renon, J. M. Prausnitz, Local compositions in thermodynamic excess functions for liquid mixtures, AIChE J. 14 (1968) 135";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.35, 330.0, 1200.0, 2300.0, 0.3};
    static constexpr auto formula = [](auto x, auto t, auto g12, auto g21, auto alpha) {
        auto const tau12 = g12 / (8.314462618 * t);
        auto const tau21 = g21 / (8.314462618 * t);
        auto const e12 = exp(-alpha * tau12);
        auto const e21 = exp(-alpha * tau21);
        return x * (1 - x) * (tau21 * e21 / (x + (1 - x) * e21) + tau12 * e12 / (1 - x + x * e12));
    };
};

struct wilson_activity : entry {
    static constexpr auto name = "Wilson activity";
    static constexpr auto source = "G. M. Wilson, Vapor-liquid equilibrium XI, J. Am. Chem. Soc. 86 (1964) 127";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.4, 0.6, 0.8};
    static constexpr auto formula = [](auto x, auto l12, auto l21) {
        auto const first = x + l12 * (1 - x);
        auto const second = 1 - x + l21 * x;
        return -log(first) + (1 - x) * (l12 / first - l21 / second);
    };
};

struct butler_volmer : entry {
    static constexpr auto name = "Butler-Volmer current";
    static constexpr auto source = "T. Erdey-Gruz, M. Volmer, Zur Theorie der Wasserstoffueberspannung, Z. Phys. Chem. A 150 (1930) 203";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{1.2, 0.45, 0.55, 0.08, 310.0, 0.9, 0.8};
    static constexpr auto formula = [](auto exchange, auto anodic, auto cathodic, auto overpotential, auto t, auto oxidised, auto reduced) {
        auto const f = 96485.33212 / (8.314462618 * t);
        return exchange * (oxidised * exp(anodic * f * overpotential) - reduced * exp(-cathodic * f * overpotential));
    };
};

struct competitive_inhibition : entry {
    static constexpr auto name = "competitive inhibition";
    static constexpr auto source = "L. Michaelis, M. L. Menten, Die Kinetik der Invertinwirkung, Biochem. Z. 49 (1913) 333";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{2.0, 1.5, 0.7, 0.4, 0.9};
    static constexpr auto formula = [](auto fastest, auto substrate, auto km, auto inhibitor, auto ki) { return fastest * substrate / (km * (1 + inhibitor / ki) + substrate); };
};

struct arrhenius : entry {
    static constexpr auto name = "modified Arrhenius rate with falloff";
    static constexpr auto source = "F. A. Lindemann, Discussion on the radiation theory of chemical action, Trans. Faraday Soc. 17 (1922) 598";
    static constexpr std::tuple point{1500.0, 0.3, 12.0, 0.6, 45000.0, 2.0};
    static constexpr auto formula = [](auto t, auto a, auto low, auto n, auto energy, auto bath) {
        auto const high = a * pow(t, n) * exp(-energy / (8.314462618 * t)), reduced = low * bath / high;
        return high * reduced / (1 + reduced);
    };
};

struct robertson : entry {
    static constexpr auto name = "Robertson kinetics, two explicit steps";
    static constexpr auto source = "H. H. Robertson, The solution of a set of reaction rate equations, in Numerical Analysis: An Introduction (1966) 178";
    static constexpr std::tuple point{std::array{1.0, 2e-5, 0.1}, 0.04, 3e3, 1e1};
    static constexpr auto formula = [](auto const& start, auto k1, auto k2, auto k3) {
        auto y = start;
        for (int step = 0; step < 2; ++step) {
            auto const r1 = k1 * y[0], r2 = k3 * y[1] * y[1], r3 = k2 * y[1] * y[2];
            y = {y[0] + 1e-4 * (r3 - r1), y[1] + 1e-4 * (r1 - r2 - r3), y[2] + 1e-4 * r2};
        }
        return y[0] * y[0] + y[1] * y[1] + y[2] * y[2];
    };
};

struct hodgkin_huxley : entry {
    static constexpr auto name = "Hodgkin-Huxley current";
    static constexpr auto source = "A. L. Hodgkin, A. F. Huxley, A quantitative description of membrane current, J. Physiol. 117 (1952) 500";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{-35.0, 0.4, 0.5, 0.3, 120.0, 36.0, 0.3};
    static constexpr auto formula = [](auto v, auto m, auto h, auto n, auto gna, auto gk, auto gl) {
        auto const alpha = 0.1 * (v + 40) / (1 - exp(-(v + 40) / 10));
        auto const beta = 4 * exp(-(v + 65) / 18);
        auto const ionic = gna * pow(m, 3) * h * (v - 50) + gk * pow(n, 4) * (v + 77) + gl * (v + 54.387);
        return ionic + alpha * (1 - m) - beta * m;
    };
};

struct sir : entry {
    static constexpr auto name = "epidemic, eight steps";
    static constexpr auto source = "W. O. Kermack, A. G. McKendrick, A contribution to the mathematical theory of epidemics, Proc. R. Soc. A 115 (1927) 700";
    static constexpr std::tuple point{0.95, 0.05, 0.6, 0.2};
    static constexpr auto formula = [](auto susceptible, auto infected, auto contact, auto recovery) {
        for (int day = 0; day < 8; ++day) {
            auto const falling_ill = contact * susceptible * infected, recovering = recovery * infected;
            susceptible = susceptible - falling_ill;
            infected = infected + falling_ill - recovering;
        }
        return infected;
    };
};

struct predator_prey : entry {
    static constexpr auto name = "predators that are sated, a step of Runge-Kutta";
    static constexpr auto source = "C. S. Holling, Some characteristics of simple types of predation and parasitism, Can. Entomol. 91 (1959) 385";
    static constexpr std::tuple point{std::array{2.0, 0.7}, 1.1, 10.0, 0.9, 0.5, 0.4};
    static constexpr auto formula = [](auto const& y, auto growth, auto capacity, auto attack, auto handling, auto death) {
        auto const slope = [&](auto const& s) {
            auto const eaten = attack * s[0] * s[1] / (1 + attack * handling * s[0]);
            return std::array{growth * s[0] * (1 - s[0] / capacity) - eaten, 0.6 * eaten - death * s[1]};
        };
        auto const moved = [&](auto const& k, double h) { return std::array{y[0] + h * k[0], y[1] + h * k[1]}; };
        auto const a = slope(y), b = slope(moved(a, 0.05)), c = slope(moved(b, 0.05)), d = slope(moved(c, 0.1));
        auto const prey = y[0] + 0.1 / 6 * (a[0] + 2 * b[0] + 2 * c[0] + d[0]), hunters = y[1] + 0.1 / 6 * (a[1] + 2 * b[1] + 2 * c[1] + d[1]);
        return prey * hunters;
    };
};

struct hill_response : entry {
    static constexpr auto name = "Hill response";
    static constexpr auto source = "A. V. Hill, The possible effects of the aggregation of the molecules of haemoglobin, J. Physiol. 40 (1910) iv";
    static constexpr double by_expression = 1.05;
    static constexpr std::tuple point{0.1, 0.9, 2.5, 1.7, 1.2};
    static constexpr auto formula = [](auto bottom, auto top, auto dose, auto half, auto slope) { return bottom + (top - bottom) / (1 + pow(half / dose, slope)); };
};

using chemistry = list<van_der_waals, redlich_kwong, peng_robinson, lee_kesler, shomate, morse, buckingham, stillinger_weber, debye_hueckel, nrtl, wilson_activity,
                       butler_volmer, competitive_inhibition, arrhenius, robertson, hodgkin_huxley, sir, predator_prey, hill_response>;

}
