using System.Reflection;

namespace Joulemark;

/// <summary>Which Joulemark this is.</summary>
internal static class ToolVersion
{
    public static string Current { get; } =
        Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
}
