using System.Globalization;
using System.Text.Json;

namespace Joulemark.Storage.Verification;

/// <summary>Two results held against each other value by value, as the documents they are.</summary>
/// <param name="sameVersion">
/// True when one version made both: then nothing may differ. Another version may word its texts otherwise and know more
/// figures; those that both have must agree, and none that is recorded may be gone.
/// </param>
internal sealed class ResultComparison(bool sameVersion)
{
    /// <summary>Figures agree when they differ by no more than this, relative: processors round the last digits of a root or a power each in their way.</summary>
    public const double Tolerance = 1e-9;

    private const string Version = "tool_version";

    /// <summary>Texts that are no wording but say what a figure is: they are the same in every version.</summary>
    private static readonly HashSet<string> Meanings = new(["boundary", "provenance", "unit", "status", "outcome", "code", "id", "name", "verdict", "objective", "metric", "configuration", "kind"], StringComparer.Ordinal);
    private readonly List<VerificationDifference> _differences = [];

    public IReadOnlyList<VerificationDifference> Differences => _differences;

    /// <summary>Values that were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>Texts that another version words otherwise, and what only it has.</summary>
    public int LeftOut { get; private set; }

    public void Compare(JsonElement recorded, JsonElement recomputed) => Compare("", recorded, recomputed);

    private void Compare(string path, JsonElement recorded, JsonElement recomputed)
    {
        if (!sameVersion && path == Version)
            return;
        switch (recorded.ValueKind, recomputed.ValueKind)
        {
            case (JsonValueKind.Object, JsonValueKind.Object):
                Compare(path, recorded.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal), recomputed.EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal));
                break;
            case (JsonValueKind.Array, JsonValueKind.Array):
                Compare(path, Items(recorded), Items(recomputed));
                break;
            default:
                CompareValue(path, recorded, recomputed);
                break;
        }
    }

    private void Compare(string path, Dictionary<string, JsonElement> recorded, Dictionary<string, JsonElement> recomputed)
    {
        foreach (var name in recorded.Keys.Union(recomputed.Keys, StringComparer.Ordinal))
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (recorded.TryGetValue(name, out var before) && recomputed.TryGetValue(name, out var now))
                Compare(place, before, now);
            else if (recorded.ContainsKey(name) || sameVersion || IsNeverNew(path, name))
                Differ(place, recorded.TryGetValue(name, out before) ? before : null, recomputed.TryGetValue(name, out now) ? now : null);
            else
                LeftOut++;
        }
    }

    /// <summary>True for what every version has had: each configuration and its figures as a whole, whether it is valid and every reason why not, and the parts of a figure that is there.</summary>
    private static bool IsNeverNew(string parent, string name) => parent switch
    {
        "" => name is "configurations" or "validity" or "status" or "boundary" or "provenance" or "id",
        "configurations" => true,
        _ => parent == "validity" || parent.StartsWith("validity.", StringComparison.Ordinal) || parent.EndsWith(".validity", StringComparison.Ordinal) || parent.Contains(".validity.", StringComparison.Ordinal)
            || name is "validity" or "metrics" or "value" or "lower" or "upper" or "n" or "unit",
    };

    private void CompareValue(string path, JsonElement recorded, JsonElement recomputed)
    {
        Compared++;
        if (AreSame(recorded, recomputed))
            return;
        if (!sameVersion && recorded.ValueKind == JsonValueKind.String && recomputed.ValueKind == JsonValueKind.String && !Meanings.Contains(path[(path.LastIndexOf('.') + 1)..]))
            LeftOut++;
        else
            Differ(path, recorded, recomputed);
    }

    private static bool AreSame(JsonElement one, JsonElement other)
    {
        if (one.ValueKind != JsonValueKind.Number || other.ValueKind != JsonValueKind.Number)
            return JsonElement.DeepEquals(one, other);
        if (one.TryGetInt64(out var whole) && other.TryGetInt64(out var otherWhole))
            return whole == otherWhole; // counts and times are exact
        var (a, b) = (one.GetDouble(), other.GetDouble());
        return Math.Abs(a - b) <= Tolerance * Math.Max(Math.Abs(a), Math.Abs(b));
    }

    private static Dictionary<string, JsonElement> Items(JsonElement array) =>
        array.EnumerateArray().Index().ToDictionary(i => i.Index.ToString(CultureInfo.InvariantCulture), i => i.Item, StringComparer.Ordinal);

    private void Differ(string path, JsonElement? recorded, JsonElement? recomputed) =>
        _differences.Add(new VerificationDifference(RunFolder.Result, path, recorded?.GetRawText(), recomputed?.GetRawText(), OtherVersion: !sameVersion));
}
