using Joulemark.Records;

namespace Joulemark.Metering.Modelled;

/// <summary>What all modelled channels have in common.</summary>
internal static class ModelledChannel
{
    public static Channel Create(string name, MachinePart part, string basis) => new()
    {
        Name = name,
        Source = "model",
        Part = part,
        Provenance = Provenance.Modelled,
        Reading = ReadingKind.EnergyCounter,
        Description = basis,
        UpdatePeriodSeconds = 0.01, // the kernel's accounting tick
        GainUncertainty = PowerModel.RelativeUncertainty,
        GainSource = "model from utilisation, not a measurement",
    };
}
