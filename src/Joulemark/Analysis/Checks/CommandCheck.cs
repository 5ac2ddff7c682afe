using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>A command that ended with an error: its joules are right, but they may not be those of the work that was meant.</summary>
internal sealed class CommandCheck : IValidityCheck
{
    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        if (!evidence.IsCommand)
            yield break;
        var failed = evidence.Measured.Where(r => r.ExitCode is not (null or 0)).ToList();
        if (failed.Count > 0)
        {
            yield return new ValidityReason("command-failed", string.Create(CultureInfo.InvariantCulture,
                $"{failed.Count} of {evidence.Measured.Count} runs of the command ended with an error, the first (run {failed[0].Repeat}) with exit code {failed[0].ExitCode}"));
        }
    }
}
