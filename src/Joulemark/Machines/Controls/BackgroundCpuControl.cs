using System.Globalization;
using Joulemark.Planning;

namespace Joulemark.Machines.Controls;

/// <summary>Hardly anybody else uses the CPUs before the start.</summary>
internal sealed record BackgroundCpuControl : IMachineControl
{
    public const string ControlName = "max-background-cpu";

    public string Name => ControlName;

    public SpecValueType Type => SpecValueType.Fraction;

    public string Description => "Others use at most this share of the machine's CPUs in the second before the start, e.g. 5%.";

    public ControlFinding Check(string wanted, ControlHost host) => host.BackgroundCpu is { } share
        ? ControlFinding.Of(share <= SpecValueParser.Number(SpecValueType.Fraction, wanted), string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.#}%"), "Stop other work on this machine while you measure; top says what it is.")
        : ControlFinding.Unknown("it was not measured");
}
