namespace Joulemark.Checkup;

/// <summary>Every check, by topic.</summary>
internal static class CheckCatalog
{
    public static IReadOnlyList<Check> All { get; } =
        [.. MeterChecks.All, .. GpuChecks.All, .. CpuChecks.All, .. SharingChecks.All, .. StateChecks.All, .. MeasureChecks.All, .. ServerChecks.All, .. LimitChecks.All];
}
