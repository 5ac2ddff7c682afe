using System.Globalization;
using Joulemark.Analysis.Phases;
using Xunit;

namespace Joulemark.Tests.Analysis.Phases;

public sealed class TrialTests
{
    [Fact]
    public void Go()
    {
        var seeds = int.Parse(Environment.GetEnvironmentVariable("SEEDS") ?? "40", CultureInfo.InvariantCulture);
        var which = Environment.GetEnvironmentVariable("WHICH") ?? "";
        PlantedLoad shorter = new((10, 900), (5, 95), 0.004, 20), longer = new((10, 900), (10, 200), 0.01, 15), equal = new((100, 100), (50, 50), 0.004, 20);
        var loads = new (string Name, double Prefill, double Decode, Func<int, PhaseSensor, PhaseEnergies> Read)[]
        {
            ("short", PlantedPhases.Prefill, PlantedPhases.Decode, (s, k) => new PlantedPhases(shorter, s).Read(k)),
            ("longer", PlantedPhases.Prefill, PlantedPhases.Decode, (s, k) => new PlantedPhases(longer, s).Read(k)),
            ("equal", PlantedPhases.Prefill, PlantedPhases.Decode, (s, k) => new PlantedPhases(equal, s).Read(k)),
            ("longest", PlantedPhases.Prefill, PlantedPhases.Decode, (s, k) => new PlantedPhases(new((10, 2000), (10, 300), 0.01, 8), s).Read(k)),
            ("turn", PhaseServer.Prefill, PhaseServer.Decode, (s, k) => new PhaseServer(PromptOrder.InTurn, 3, 10000, 64, s).Read(k)),
        };
        var trials = Enum.GetValues<PhaseSensor>();
        foreach (var load in loads.Where(l => which.Length == 0 || which.Split(',').Contains(l.Name)))
        foreach (var sensor in trials)
        {
            var name = sensor.ToString();
            var all = Enumerable.Range(0, seeds).Select(s => load.Read(s, sensor)).ToList();
            var given = all.Where(p => p.Refusal is null).ToList();
            string Of(double truth, Func<PhaseEnergies, Joulemark.Statistics.Interval> pick)
            {
                var i = given.ConvertAll(p => pick(p));
                if (i.Count == 0)
                    return "-";
                var misses = i.Select(v => Math.Max(v.Lower!.Value - truth, truth - v.Upper!.Value) / truth).ToList();
                return string.Create(CultureInfo.InvariantCulture, $"holds {misses.Count(m => m <= 0),2} worst miss {misses.Max(),6:P0} mean {i.Average(v => v.Value / truth):0.00} ({i.Min(v => v.Value / truth):0.00}..{i.Max(v => v.Value / truth):0.00}) width {i.Average(v => (v.Upper!.Value - v.Lower!.Value) / truth):0.00}");
            }
            var reasons = string.Join("; ", all.Where(p => p.Refusal is not null).GroupBy(p => string.Join(' ', p.Refusal!.Split(' ').Take(4))).Select(g => $"{g.Count()}x {g.Key}"));
            File.AppendAllText(Environment.GetEnvironmentVariable("TRIAL") ?? "/tmp/trial.txt", $"{load.Name,-7} {name,-18} given {given.Count,2}/{seeds} P {Of(load.Prefill, p => p.Prefill)} | D {Of(load.Decode, p => p.Decode)} | {reasons}\n");
        }
    }
}
