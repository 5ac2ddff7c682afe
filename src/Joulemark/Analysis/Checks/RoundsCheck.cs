using System.Globalization;

namespace Joulemark.Analysis.Checks;

/// <summary>
/// Windows of a closed loop that all hold more of writing than of reading, or less: where a server batches requests that began together,
/// and windows are a few batches long, they open and close in the midst of the same thing each time. What they scatter by does not show it.
/// </summary>
internal sealed class RoundsCheck : IValidityCheck
{
    private const double Most = 0.1; // of the answers; their joules are wrong by less, by the smaller part of them

    public IEnumerable<ValidityReason> Check(ConfigurationEvidence evidence)
    {
        var loads = evidence.Loads.Where(l => !l.Window.IsWholeTask).ToList();
        if (evidence.IsOpenLoop || evidence.IsCommand || evidence.Header.Import is not null || loads.Count == 0)
            yield break;
        var (begun, written) = (loads.Sum(l => l.Begun), loads.Sum(l => l.Counts.RequestEquivalents));
        var leans = loads.TrueForAll(l => l.Begun > l.Counts.RequestEquivalents) || loads.TrueForAll(l => l.Begun < l.Counts.RequestEquivalents);
        if (leans && Math.Abs(begun - written) > Most * written)
        {
            yield return new ValidityReason("part-rounds", string.Create(CultureInfo.InvariantCulture,
                $"the windows hold the first tokens of {begun} answers and the tokens of {written:0.#}, and each leans the same way: reading and writing are not in them as they are in a request; the limit is {Most:P0}"));
        }
    }
}
