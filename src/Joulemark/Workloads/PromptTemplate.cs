using System.Text.Json;
using System.Text.RegularExpressions;

namespace Joulemark.Workloads;

/// <summary>A prompt with <c>{field}</c> places, filled from a data line.</summary>
internal static partial class PromptTemplate
{
    /// <summary>Fills the template.</summary>
    /// <param name="template">Text with <c>{prompt}</c> or any <c>{field}</c> of the line.</param>
    /// <param name="prompt">What <c>{prompt}</c> stands for.</param>
    /// <param name="line">The data line; undefined for generated tasks.</param>
    /// <param name="missing">Fields that the line does not have.</param>
    public static string Fill(string template, string prompt, JsonElement line, ICollection<string> missing) =>
        FieldPattern().Replace(template, match =>
        {
            var field = match.Groups["field"].Value;
            if (field == "prompt")
                return prompt;
            if (line.ValueKind == JsonValueKind.Object && line.TryGetProperty(field, out var value))
                return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            missing.Add(field);
            return match.Value;
        });

    [GeneratedRegex(@"\{(?<field>[A-Za-z_][A-Za-z0-9_-]*)\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex FieldPattern();
}
