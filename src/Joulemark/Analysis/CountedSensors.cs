using System.Globalization;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Analysis;

/// <summary>
/// Which sensors and models a configuration's joules come from, and how wrong they may be, which no scatter shows. What a sensor is wrong
/// by is alike in both sides of a ratio where it is the same one. A model is wrong by another share at another load: beyond what
/// both sides draw by it, its error is each side's own.
/// </summary>
/// <param name="Run">The run.</param>
/// <param name="Host">The machine.</param>
/// <param name="Cpu">Model of the CPUs; null where it is not known.</param>
/// <param name="All">What is counted.</param>
internal sealed record CountedSensors(string Run, HostIdentity Host, string? Cpu, IReadOnlyList<CountedSensor> All)
{
    private const string Board = "GPU-";

    public static CountedSensors Of(RunRecord run, Ledger? ledger, IReadOnlyList<WindowFigures> windows)
    {
        var (gross, seconds) = (windows.Sum(w => w.Gross?.Joules ?? 0), windows.Sum(w => w.Duration.TotalSeconds));
        var counted = ledger?.Counted.ToHashSet(StringComparer.Ordinal) ?? [];
        CountedSensor Sensor(Channel channel)
        {
            var joules = windows.Sum(w => w.Channels.GetValueOrDefault(channel.Name)?.Joules ?? 0);
            return new CountedSensor(DeviceOf(run, channel), channel.Provenance == Provenance.Modelled,
                gross > 0 ? channel.GainUncertainty * joules / gross : 0, seconds > 0 ? joules / seconds : 0);
        }

        return new CountedSensors(
            run.Header.Id,
            HostIdentity.Of(run),
            run.Header.Node is null ? run.Machine.Fingerprint.GetValueOrDefault("cpu.model") : null, // of a node, nobody captured it
            [.. run.Machine.Channels.Where(c => counted.Contains(c.Name)).Select(Sensor).OrderBy(s => s.Device, StringComparer.Ordinal)]);
    }

    /// <summary>How far its joules may be wrong by what the other's are not wrong by alike, relative: they may all lean the same way, so that they add up.</summary>
    public double Apart(CountedSensors other) => All.Sum(s => s.Gain * (1 - Common(s, other)));

    /// <summary>What share of the models' error both have in common; 1 where there are none.</summary>
    public double CommonOfModels(CountedSensors other)
    {
        var models = All.Where(s => s.IsModel).ToList();
        var gain = models.Sum(s => s.Gain);
        return gain > 0 ? models.Sum(s => s.Gain * Common(s, other)) / gain : 1;
    }

    /// <summary>Whether the sensors are the other's, and why; null where the records do not tell.</summary>
    public (bool? Same, string Why) AreThoseOf(CountedSensors other)
    {
        if (!Boards(this).SequenceEqual(Boards(other), StringComparer.Ordinal))
            return (false, "other boards, each with an error of its own");
        if (!Measured(this).SequenceEqual(Measured(other), StringComparer.Ordinal)) // boards that are known by their place, say, of one machine or of two
            return (false, "other sensors, each with an error of its own");
        if (Run == other.Run)
            return (true, "both are of one run, read by the same sensors");
        if (All.Count > 0 && All.Count == Boards(this).Count() && All.Count == other.All.Count)
            return (true, "the same boards, by their identity");
        if (IsOtherCpu(other))
            return (false, "other CPUs, each with an error of its own");
        return Host.IsThatOf(other.Host) switch
        {
            true => (true, "both were on the same machine"),
            false => (false, "other machines, each with sensors of its own"),
            null => (null, "it cancels if both runs were on the same machine, which their records do not tell"),
        };
    }

    private bool IsOtherCpu(CountedSensors other) => Cpu is not null && other.Cpu is not null && Cpu != other.Cpu;

    /// <summary>What share of a sensor's error is the other's as well. Where the records do not tell it is taken for the same, and said.</summary>
    private double Common(CountedSensor sensor, CountedSensors other)
    {
        if (!sensor.IsModel)
            return AreThoseOf(other).Same == false ? 0 : 1;
        var twin = IsOtherCpu(other) ? default : other.All.FirstOrDefault(s => s.IsModel && s.Device == sensor.Device);
        var most = Math.Max(sensor.Watts, twin.Watts);
        return most > 0 ? Math.Min(sensor.Watts, twin.Watts) / most : 1;
    }

    /// <summary>A board by its identity; one that is known by its place alone, which another may take, by its model as well.</summary>
    private static string DeviceOf(RunRecord run, Channel channel)
    {
        var device = channel.DeviceId ?? channel.Name;
        return channel.Part is MachinePart.Gpu or MachinePart.GpuModule or MachinePart.GpuMemory && !device.StartsWith(Board, StringComparison.Ordinal)
            && run.Machine.Fingerprint.GetValueOrDefault(string.Create(CultureInfo.InvariantCulture, $"gpu{channel.Device}.model")) is { } model ? $"{device} {model}" : device;
    }

    private static IEnumerable<string> Measured(CountedSensors of) => of.All.Where(s => !s.IsModel).Select(s => s.Device);

    private static IEnumerable<string> Boards(CountedSensors of) => of.All.Select(s => s.Device).Where(d => d.StartsWith(Board, StringComparison.Ordinal));
}
