using Joulemark.Metrology;
using Joulemark.Records;

namespace Joulemark.Metering.Redfish;

/// <summary>How what a BMC measures is described.</summary>
/// <param name="Source">The BMC.</param>
/// <param name="Number">Which of the BMCs that the user named for this node, from 0.</param>
/// <param name="Product">What the BMC calls the machine or itself.</param>
/// <param name="Period">Time between readings.</param>
internal sealed record RedfishChannels(MeterSource Source, int Number, string Product, TimeSpan Period)
{
    /// <summary>What BMCs are known for, where they do not say: a new value every second at best.</summary>
    private const double UsualUpdateSeconds = 1;

    private const double Gain = 0.05;
    private const double UnsureGain = 0.1;
    private const string NoneStated = "Joulemark's bound; BMCs state none";

    private static readonly Power MostNode = new(30_000);
    private static readonly Power MostGpu = new(2_000);

    private string Prefix => (Source.Node is null ? "" : $"{Source.Node}/") + "bmc" + (Number == 0 ? "" : FormattableString.Invariant($"{Number}"));

    /// <summary>The machine's input.</summary>
    public RedfishQuantity Node(RedfishInput input) => new(
        Describe("node", MachinePart.Node, input.Input, MostNode) with
        {
            Description = $"{Product}, by its BMC ({input.Origin})" + (input.IsSure ? "" : ": vendors differ in whether that is at the plug or behind the power supplies"),
            GainUncertainty = input.IsSure ? Gain : UnsureGain,
            GainSource = input.IsSure ? NoneStated : NoneStated + ", and the place is uncertain by the power supplies' loss",
            CrossCheck = Number > 0, // the machine's input again, by another BMC of it
        },
        input.Input);

    /// <summary>The machine's energy counter: its steps are coarse, so that it only checks the power.</summary>
    public RedfishQuantity NodeEnergy(RedfishValue energy) => new(
        AsCounter(Describe("node-energy", MachinePart.Node, [energy], MostNode)) with
        {
            Description = $"{Product}, energy by its BMC",
            CrossCheck = true,
        },
        [energy]);

    /// <summary>What the power supplies put out.</summary>
    public RedfishQuantity Output(IReadOnlyList<RedfishValue> output) => new(
        Describe("psu-output", MachinePart.PsuOutput, output, MostNode) with
        {
            Description = FormattableString.Invariant($"{Product}, behind its power supplies ({output.Count}): their own loss is left out"),
            CrossCheck = true,
        },
        output);

    /// <summary>A GPU: its counter with its power as a check, or its power alone.</summary>
    public IEnumerable<RedfishQuantity> Gpu(RedfishGpu gpu, int device)
    {
        var name = FormattableString.Invariant($"gpu{device}");
        if (gpu.Energy is { } energy)
            yield return new RedfishQuantity(AsCounter(Describe(name, MachinePart.Gpu, [energy], MostGpu, gpu, device)), [energy]);
        if (gpu.Power is { } power)
        {
            var channel = Describe(gpu.Energy is null ? name : $"{name}-power", MachinePart.Gpu, [power], MostGpu, gpu, device);
            yield return new RedfishQuantity(channel with { CrossCheck = channel.CrossCheck || gpu.Energy is not null }, [power]);
        }
    }

    private Channel Describe(string name, MachinePart part, IReadOnlyList<RedfishValue> values, Power most, RedfishGpu gpu, int device) =>
        Describe(name, part, values, most) with
        {
            Device = device,
            DeviceId = null, // whether the BMC's identity is the driver's has not been seen yet: no board may be counted twice for it
            Description = $"{gpu.Name} of {Product}, by its BMC" + (gpu.DeviceId is null ? ": a check only, since nothing says which board it is" : ""),
            CrossCheck = gpu.DeviceId is null,
        };

    private Channel Describe(string name, MachinePart part, IReadOnlyList<RedfishValue> values, Power most) => new()
    {
        Name = $"{Prefix}-{name}",
        Node = Source.Node,
        Source = "redfish",
        Part = part,
        Provenance = Provenance.Integrated,
        Reading = ReadingKind.Power,
        UpdatePeriodSeconds = values.Max(v => v.Interval)?.TotalSeconds ?? UsualUpdateSeconds,
        ReadEverySeconds = Period.TotalSeconds,
        Resolution = values.Max(v => v.Step),
        MaxPower = most,
        GainUncertainty = Gain,
        GainSource = NoneStated,
    };

    private static Channel AsCounter(Channel channel) => channel with { Provenance = Provenance.Counter, Reading = ReadingKind.EnergyCounter };
}
