using System.Globalization;
using Joulemark.Machines.Nvidia;
using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Nvml;

/// <summary>The channels of one board.</summary>
internal sealed class NvmlChannels(NvmlCapabilities capabilities, int index)
{
    private const double Milli = 1e-3;

    /// <summary>
    /// NVML's documentation states ± 5 % for Fermi and Kepler and nothing for later boards; Yang et al. found steady
    /// errors of −6.2 … −0.3 % per card on later ones. Only an outside reference removes it.
    /// </summary>
    private const double GainUncertainty = 0.05;

    private const string GainSource =
        "NVML documentation of nvmlDeviceGetPowerUsage (± 5 %, stated for Fermi and Kepler); compare Yang et al., arXiv:2312.02741";

    private readonly string _board = string.Create(CultureInfo.InvariantCulture, $"gpu{index}");

    /// <summary>How often a board's powers are to be read; null for the run's sample rate, which suits all but the fastest sensors.</summary>
    public TimeSpan? Period =>
        capabilities.Power is { } power && Sensor(power).UpdateSeconds is { } update and < NvmlSensor.CounterUpdateSeconds
        ? TimeSpan.FromSeconds(update)
        : null;

    /// <summary>True where the counter is the module's, or may be.</summary>
    private bool IsSuperchip => capabilities.Module != NvmlModule.None;

    /// <summary>False for a module that only repeats its board, or that boards may share: once per board would be too often.</summary>
    private bool CountsModule => capabilities.Module == NvmlModule.OfThisGpu;

    /// <summary>Counters and powers: what the board counts, then what checks it.</summary>
    public IReadOnlyList<NvmlChannel> Energies()
    {
        var channels = new List<NvmlChannel>();
        var countsBoard = capabilities.Counter is not null && !IsSuperchip;
        var countsByModule = capabilities.Counter is not null && IsSuperchip;
        if (capabilities.Counter is { } counter)
        {
            channels.Add(
                countsBoard ? Counter(_board, counter, "energy counter")
                : CountsModule ? Module(Counter($"{_board}-module", counter, "energy counter of the whole module, CPU included"), isCheck: false)
                : Module(Counter($"{_board}-module", counter, "energy counter, of the module or of the GPU: not documented"), isCheck: true));
        }

        if (capabilities.Power is { } power)
            channels.Add(Check(Power(countsBoard ? $"{_board}-power" : _board, MachinePart.Gpu, power), countsBoard));
        if (capabilities.Average is { } average)
            channels.Add(Check(Power($"{_board}-average", MachinePart.Gpu, average), isCheck: true));
        if (capabilities.MemoryPower is { } memory)
            channels.Add(Power($"{_board}-memory", MachinePart.GpuMemory, memory));
        if (capabilities.ModulePower is { } module)
        {
            var name = countsByModule ? $"{_board}-module-power" : $"{_board}-module";
            channels.Add(Module(Power(name, MachinePart.GpuModule, module), isCheck: countsByModule || !CountsModule));
        }

        return channels;
    }

    /// <summary>What explains the joules, read once in <paramref name="period"/>.</summary>
    public IReadOnlyList<NvmlChannel> Indicators(TimeSpan period) => [.. capabilities.Indicators.Select(indicator => new NvmlChannel(
        Create($"{_board}-{indicator.Name}", MachinePart.Gpu, indicator.Description) with
        {
            Reading = ReadingKind.Indicator,
            Unit = indicator.Unit,
            ReadEverySeconds = period.TotalSeconds,
        },
        indicator.Query))];

    private NvmlChannel Counter(string name, NvmlQuery query, string reading) => new(
        WithBounds(Create(name, MachinePart.Gpu, reading)) with
        {
            Provenance = Provenance.Counter,
            Reading = ReadingKind.EnergyCounter,
            UpdatePeriodSeconds = NvmlSensor.CounterUpdateSeconds,
        },
        query);

    private NvmlChannel Power(string name, MachinePart part, NvmlPower power)
    {
        var sensor = Sensor(power);
        return new NvmlChannel(
            WithBounds(Create(name, part, Describe(power, sensor))) with
            {
                UpdatePeriodSeconds = sensor.UpdateSeconds,
                AveragingSeconds = sensor.AveragingSeconds,
                MaxPower = part == MachinePart.GpuModule ? capabilities.MaxModulePower : capabilities.MaxPower,
            },
            power.Query);
    }

    private NvmlChannel Module(NvmlChannel channel, bool isCheck) => channel with
    {
        Channel = channel.Channel with { Part = MachinePart.GpuModule, MaxPower = capabilities.MaxModulePower, CrossCheck = isCheck },
    };

    private static NvmlChannel Check(NvmlChannel channel, bool isCheck) => channel with { Channel = channel.Channel with { CrossCheck = isCheck } };

    private Channel WithBounds(Channel channel) => channel with
    {
        ReadEverySeconds = Period?.TotalSeconds,
        Resolution = Milli,
        MaxPower = capabilities.MaxPower,
        GainUncertainty = GainUncertainty,
        GainSource = GainSource,
    };

    private Channel Create(string name, MachinePart part, string reading) => new()
    {
        Name = name,
        Source = "nvml",
        Part = part,
        Provenance = Provenance.Integrated,
        Reading = ReadingKind.Power,
        Device = index,
        DeviceId = capabilities.DeviceId,
        Description = $"{capabilities.Describe(index)}; {reading}",
    };

    private NvmlSensor Sensor(NvmlPower power) => power.Sensor(capabilities.Architecture, capabilities.Name);

    private static string Describe(NvmlPower power, NvmlSensor sensor)
    {
        var (way, whose) = (power.Reading switch
        {
            NvmlPowerReading.InstantField => "instant power (field 186)",
            NvmlPowerReading.AverageField => "average power (field 185)",
            _ => "power (nvmlDeviceGetPowerUsage)",
        }, power.Scope switch
        {
            NvmlScope.Module => " of the whole module",
            NvmlScope.Memory => " of the memory",
            _ => "",
        });
        var mean = (sensor.AveragingSeconds * 1e3, sensor.UpdateSeconds * 1e3) switch
        {
            (null, _) => "averaged over a time that is not documented",
            ({ } window, { } period) when window < period => string.Create(CultureInfo.InvariantCulture, $"averaged over {window:0.#} of every {period:0.#} ms"),
            ({ } window, _) => string.Create(CultureInfo.InvariantCulture, $"averaged over {window:0.#} ms"),
        };
        var update = sensor.UpdateSeconds is null ? ", updated at a pace that is not documented" : "";
        return $"{way}{whose}, {mean}{update}";
    }
}
