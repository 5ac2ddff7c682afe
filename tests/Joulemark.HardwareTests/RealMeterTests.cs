using Joulemark.Machines;
using Joulemark.Metering;
using Joulemark.Metrology;
using Joulemark.Records;
using Xunit;

namespace Joulemark.HardwareTests;

/// <summary>What only a real machine can show. Each test is skipped, with what is missing, where there is none.</summary>
public sealed class RealMeterTests
{
    public static TheoryData<string> Sources => ["rapl", "nvml", "hwmon"];

    [Theory]
    [MemberData(nameof(Sources))]
    public void Counters_OfThisMachine_RiseAtAPlausiblePower(string source)
    {
        var provider = BuiltIns.MeterProviders.Single(p => p.Name == source);
        var clock = new MonotonicClock(TimeProvider.System);
        var probe = provider.Probe(new MeterHost(HostPaths.FromEnvironment(), clock, new SystemUnderTest()));
        Assert.SkipUnless(probe.Meters.Count > 0, probe.Missing.Count == 0 ? $"no sensor of {source}" : string.Join("; ", probe.Missing.Select(m => $"{m.What}: {m.Reason}")));

        foreach (var meter in probe.Meters)
        {
            using (meter)
            {
                var before = Read(meter);
                var began = clock.Now;

                // Work until a second has passed: a clock that is watched, not a sleep that is hoped for.
                while (clock.Now - began < TimeSpan.FromSeconds(1))
                {
                }

                var after = Read(meter);
                for (var i = 0; i < before.Length; i++)
                {
                    if (meter.Channels[i] is not { Reading: ReadingKind.EnergyCounter, CrossCheck: false } || after[i] < before[i])
                        continue; // a power, a zone that may well be idle, or a counter that wrapped just now
                    Assert.InRange((after[i] - before[i])!.Value / (clock.Now - began).TotalSeconds, 0.01, 2000);
                }
            }
        }
    }

    private static double?[] Read(IMeter meter)
    {
        var readings = new double?[meter.Channels.Count];
        meter.Read(readings);
        return readings;
    }
}
