using System.Globalization;
using System.Text.Json.Serialization;

namespace Joulemark.Checkup;

/// <summary>The whole checklist.</summary>
/// <param name="Machine">The machine in one line.</param>
/// <param name="Spec">The spec that was checked too; null for none.</param>
/// <param name="IsQuick">True where checks that take time were left out.</param>
/// <param name="Checks">Its lines, by topic.</param>
/// <param name="LeftOut">Names of the checks that <c>--quick</c> left out.</param>
internal sealed record CheckupReport(string Machine, string? Spec, bool IsQuick, IReadOnlyList<CheckResult> Checks, IReadOnlyList<string> LeftOut)
{
    /// <summary>How the list stands as a whole: its worst line.</summary>
    public CheckStatus Status => Checks.Any(c => c.Status == CheckStatus.Fail) ? CheckStatus.Fail : Checks.Any(c => c.Status == CheckStatus.Warn) ? CheckStatus.Warn : CheckStatus.Pass;

    /// <summary>Lines that ask for something, the worst first.</summary>
    [JsonIgnore]
    public IEnumerable<CheckResult> ToDo => Checks.Where(c => c.Status != CheckStatus.Pass).OrderBy(c => c.Status);

    /// <summary>The counts in one line.</summary>
    [JsonIgnore]
    public string Summary
    {
        get
        {
            int Count(CheckStatus status) => Checks.Count(c => c.Status == status);
            return string.Create(CultureInfo.InvariantCulture,
                $"{Count(CheckStatus.Fail)} fail, {Count(CheckStatus.Warn)} warn, {Count(CheckStatus.Unknown)} unknown, {Count(CheckStatus.Pass)} pass")
                + (LeftOut.Count == 0 ? "" : $"; left out by --quick: {string.Join(", ", LeftOut)}");
        }
    }
}
